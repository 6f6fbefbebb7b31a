"""The few looks of Streamlit's own widgets that no setting reaches, and that people stumble over.

They are changed as its words are (`pages.routes.bundle.words`): a literal of its files for a literal of ours, each one
found in the installed version by a test. Nothing here matters for what a page does.
"""

from pages.routes.bundle.words import Word

LOOKS = (
    # A link to another page: read whole, over two lines if need be, and seen to be a link.
    Word(
        "PageLink",
        "color:t.colors.bodyText,overflow:`hidden`,whiteSpace:`nowrap`,textOverflow:`ellipsis`,",
        "color:t.colors.link,textDecoration:`underline`,",
    ),
    # And as high as a thumb, into the gaps around it.
    Word(
        "PageLink",
        "marginTop:n.spacing.threeXS,marginBottom:n.spacing.threeXS,",
        "margin:`-.2rem 0`,paddingTop:`.35rem`,paddingBottom:`.35rem`,",
    ),
    # Options of a question, on a phone before all: as high as a thumb, which also tells where one of two lines ends.
    Word("Radio", "display:`block`,cursor:`pointer`,", "display:`block`,cursor:`pointer`,padding:`.55rem 0`,"),
    Word(
        "Checkbox",
        "gap:e.spacing.sm,marginBottom:0,marginTop:0,cursor:`pointer`,",
        "gap:e.spacing.sm,margin:`-.55rem 0`,padding:`.55rem 0`,cursor:`pointer`,",
    ),
    # The font until the theme has come is the theme's own: Streamlit's, 170 kB that nothing is set in, stays away.
    Word("utils", '"Source Sans", sans-serif', "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"),
    # The ring of an option that is not chosen: as dark as quiet text, for eyes that miss a hairline.
    Word(
        "Radio",
        "(a=`${e.sizes.borderWidth} solid ${e.colors.borderColor}`,i=e.colors.bgColor)",
        "(a=`${e.sizes.borderWidth} solid ${e.colors.fadedText60}`,i=e.colors.bgColor)",
    ),
    # Quiet text (captions, heads of tables) at a contrast of 4.5 : 1 and more, on pages and cards, light and dark.
    Word("opacities", "secondary:.6,", "secondary:.75,"),
    Word("opacities", "l=H(t,.4)", "l=H(t,.25)"),
    # What is selected in a row of choices is written in the colour of links: the buttons' is too dark on dark.
    Word(
        "styled-components",
        "borderColor:e.colors.primary,color:e.colors.primary",
        "borderColor:e.colors.link,color:e.colors.link",
    ),
    # The second heading is set as closely as the third: pages are short, and a phone shows little.
    Word(
        "StreamlitMarkdown",
        "h2FontWeight,padding:r?0:`${e.spacing.lg} 0",
        "h2FontWeight,padding:r?0:`${e.spacing.md} 0",
    ),
    # The menu of a phone: three bars, which people know, for two arrows.
    Word("index", ":material/keyboard_double_arrow_right:", ":material/menu:"),
)
