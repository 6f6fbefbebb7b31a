"""Parts of a page that are made ready before they are asked for, so that nothing is drawn twice.

Streamlit fetches each part (a field, a link, a line of HTML) when the server's answer names it, and draws a grey box in
its place until then: a round trip more, and a jump when the part has come and is not as high as the box. Here what
nearly every page is made of is fetched with the page's head and made ready at once; what lessons are made of follows
while the first page is read, and what many other pages are made of then too, or later on a slow line, which whoever
reads may need for their next click. What is heavy and rare, such as charts, still waits until it is needed.
"""

from pages.routes.bundle.words import Word

AT_ONCE = ("Html", "Button", "LinkButton", "PageLink", "Progress")
IN_LESSONS = ("Radio", "BidiComponent")
IN_FORMS = ("TextInput", "TextArea", "Selectbox", "ButtonGroup", "Checkbox")
BENEATH = ("purify",)  # what a part above is made of and would ask for after it

# React's way to name a part that is fetched later also tells `knsPart` of it, which stands in the page's head.
PARTS = (
    Word(
        "emotion-is-prop-valid",
        "return{$$typeof:d,_payload:{_status:-1,_result:e},_init:N}",
        "let t={$$typeof:d,_payload:{_status:-1,_result:e},_init:N};return globalThis.knsPart?.(e,()=>N(t._payload)),t",
    ),
)

# `begin` fetches a part; it throws what it waits for, as React expects of it. The first page comes before the others.
SCRIPT = (
    "knsPart=(load,begin)=>{"
    "const name=(String(load).match(/import\\(`\\.\\/(\\w+)\\./)||[])[1],"
    "ready=()=>{try{begin()}catch{}};"
    f'if("{" ".join(AT_ONCE)}".split(" ").includes(name))setTimeout(ready);'
    f'else if("{" ".join(IN_LESSONS)}".split(" ").includes(name))'
    'addEventListener("load",()=>setTimeout(ready,2500));'
    f'else if("{" ".join(IN_FORMS)}".split(" ").includes(name))'
    'addEventListener("load",()=>setTimeout(ready,Math.max(2500,2*performance.now())))};'
)
