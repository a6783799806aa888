/// The explorer's style sheet, light or dark as the system prefers.
enum ExplorerStyle {
  static let css = #"""
    :root {
      color-scheme: light dark;
      --ground: light-dark(#f6f7f4, #14181a);
      --pane: light-dark(#ffffff, #1c2225);
      --line: light-dark(#d5dad2, #343d41);
      --ink: light-dark(#1b2420, #e4eae6);
      --quiet: light-dark(#5a665f, #9aa8a1);
      --accent: light-dark(#1d6b45, #7fd6a6);
      --on-accent: light-dark(#ffffff, #0d2318);
      --text: light-dark(#7a4a00, #f0c674);
      --number: light-dark(#8a1f6b, #e0a3d4);
      --bad: light-dark(#a3261b, #ff9a8d);
      --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    @supports not (color: light-dark(white, black)) {
      :root {
        --ground: #f6f7f4; --pane: #fff; --line: #d5dad2; --ink: #1b2420; --quiet: #5a665f;
        --accent: #1d6b45; --on-accent: #fff; --text: #7a4a00; --number: #8a1f6b; --bad: #a3261b;
      }
    }
    * { box-sizing: border-box; }
    html, body { height: 100%; margin: 0; }
    body {
      display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
    }
    header {
      display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding: .6rem 1rem;
      background: var(--pane); border-bottom: 1px solid var(--line);
    }
    h1 { margin: 0; font-size: 1.15rem; display: flex; align-items: center; gap: .5rem; white-space: nowrap; }
    h1 small { font-weight: 400; color: var(--quiet); }
    .mark {
      width: 1.1rem; height: 1.1rem; border: 2px solid var(--accent); border-radius: 3px;
      background:
        linear-gradient(var(--accent), var(--accent)) 50% / 2px 100% no-repeat,
        linear-gradient(var(--accent), var(--accent)) 50% / 100% 2px no-repeat;
    }
    #state { margin: 0 0 0 auto; color: var(--quiet); font-variant-numeric: tabular-nums; }
    #state.bad { color: var(--bad); }
    main { flex: 1; min-height: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr) minmax(0, 1fr); }
    main > * { min-height: 0; padding: .75rem 1rem; display: flex; flex-direction: column; gap: .4rem; }
    main > * + * { border-left: 1px solid var(--line); }
    h2, label { font-size: .8rem; font-weight: 600; margin: .2rem 0 0; }
    .quiet { color: var(--quiet); font-weight: 400; }
    p.quiet { margin: 0; font-size: .8rem; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    textarea, input, pre {
      width: 100%; margin: 0; padding: .6rem .7rem; color: inherit; background: var(--pane);
      border: 1px solid var(--line); border-radius: 6px; font: 13px/1.55 var(--mono); tab-size: 2; resize: none;
    }
    #operation { flex: 1; min-height: 9rem; }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
    .pair textarea { height: 7.5rem; margin-top: .4rem; }
    .token { display: flex; gap: .5rem; }
    pre { flex: 1; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre .key { color: var(--accent); } pre .string { color: var(--text); } pre .number, pre .word { color: var(--number); }
    :is(button, textarea, input, pre, [tabindex], summary):focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
    button {
      font: inherit; color: inherit; background: var(--pane); border: 1px solid var(--line); border-radius: 6px;
      padding: .3rem .8rem; cursor: pointer; white-space: nowrap;
    }
    button:hover { border-color: var(--accent); }
    button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
    button.primary:disabled { opacity: .6; cursor: progress; }
    kbd { font: 600 .72rem var(--mono); padding: 0 .3rem; border: 1px solid currentColor; border-radius: 4px; opacity: .8; }
    nav ul { list-style: none; margin: 0 0 .5rem; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: .25rem; }
    nav ul button { width: 100%; text-align: left; white-space: normal; }
    #schema { flex: 1; min-height: 6rem; overflow: auto; font: 12.5px/1.5 var(--mono); }
    #schema details { border-bottom: 1px solid var(--line); padding: .2rem 0; }
    #schema summary { cursor: pointer; font-weight: 600; }
    #schema dl { margin: .2rem 0 .4rem .8rem; }
    #schema dt { overflow-wrap: anywhere; }
    #schema dd { margin: 0 0 .35rem; color: var(--quiet); font: .78rem/1.4 system-ui, sans-serif; }
    #schema .type { color: var(--number); }
    noscript p { padding: 1rem; }
    @media (max-width: 70rem) {
      html, body { height: auto; }
      main { grid-template-columns: minmax(0, 1fr); }
      main > * + * { border-left: 0; border-top: 1px solid var(--line); }
      #schema { max-height: 16rem; }
      #operation { min-height: 14rem; }
      pre { min-height: 14rem; }
    }
    @media (max-width: 30rem) {
      h1 small, kbd { display: none; }
      .pair { grid-template-columns: minmax(0, 1fr); }
    }
    """#
}
