"""The types of questions: a folder each, with all that makes the type.

To add one, make a folder here. It holds
- `question.py`: the class (a `base.Question`) as ``KIND``: its fields, how its file is read (`read`), what is asked
  of it without the key (`groups`, `body`, `settings`), which answers there can be (`taken`), what they are worth
  (`worth`), what statistics count (`counts`), and how it is written back to a file (`written`);
- `rules.py`, where its check has rules of its own;
- `widget.js` and `widget.css`: a function ``widget(host, data, changed)`` that draws into ``host`` and returns
  ``{value}`` (`pages/parts/quiz/answering.js` says more); it works with a keyboard alone and at 390 pixels. A type
  without is asked by options to choose from (`choices.js`);
- `example.yaml`: one question or several as an author writes them, on which the tests of all types run;
- `test_….py`: its marking with values computed by hand, and its reading.

Nothing else names a type. Its words for people stand in the catalogue (`locale/`) as all others.
"""
