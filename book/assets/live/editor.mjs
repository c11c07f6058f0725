// The editor of a code cell: CodeMirror 6, in the colors of the page's own code.
import { closeBrackets, closeBracketsKeymap } from "./vendor/autocomplete.js";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "./vendor/commands.js";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "./vendor/language.js";
import { pythonLanguage } from "./vendor/lang-python.js";
import { EditorState } from "./vendor/state.js";
import { drawSelection, EditorView, keymap } from "./vendor/view.js";
import { tagHighlighter, tags } from "./vendor/highlight.js";

// What the syntax tree says, and the class by which Pygments colors the same on the page.
const colors = tagHighlighter([
  {
    tag: [
      tags.keyword,
      tags.definitionKeyword,
      tags.controlKeyword,
      tags.moduleKeyword,
      tags.modifier,
      tags.self,
    ],
    class: "k",
  },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.bool, tags.null], class: "kc" },
  {
    tag: [
      tags.function(tags.definition(tags.variableName)),
      tags.definition(tags.function(tags.variableName)),
    ],
    class: "nf",
  },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: [tags.string, tags.special(tags.string)], class: "s1" },
  { tag: tags.special(tags.brace), class: "si" },
  { tag: tags.number, class: "mi" },
  { tag: tags.comment, class: "c1" },
  {
    tag: [
      tags.operator,
      tags.derefOperator,
      tags.updateOperator,
      tags.compareOperator,
      tags.arithmeticOperator,
      tags.definitionOperator,
    ],
    class: "o",
  },
  { tag: tags.meta, class: "nd" },
]);

// Put an editor in the place of a `pre`; its functions are called when the text changed, when the
// cell is to be run (true: and the next one is to be gone to), and when the reader leaves it.
export function mount({ pre, text, label, changed, run, leave }) {
  const host = document.createElement("div");
  host.className = "nn-editor";
  pre.after(host);
  pre.hidden = true;
  let quiet = false;
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: "Shift-Enter", run: () => (run(true), true) },
          { key: "Mod-Enter", run: () => (run(false), true) },
          { key: "Escape", run: () => (leave(), true) },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        pythonLanguage,
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        syntaxHighlighting(colors),
        EditorView.contentAttributes.of({
          "aria-label": label,
          tabindex: "0",
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !quiet) changed(view.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    set(value) {
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
      quiet = false;
    },
  };
}
