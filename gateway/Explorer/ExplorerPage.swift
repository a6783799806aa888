/// The explorer's page, where a user writes and runs operations. It loads `/explorer.css` and `/explorer.js` only.
enum ExplorerPage {
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Trellis explorer</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/explorer.css">
      <script src="/explorer.js" defer></script>
    </head>
    <body>
      <header>
        <h1><span aria-hidden="true" class="mark"></span>Trellis <small>GraphQL explorer</small></h1>
        <p id="state" role="status" aria-live="polite">Ready.</p>
        <button id="run" type="button" class="primary" aria-keyshortcuts="Control+Enter Meta+Enter">
          Run <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </button>
      </header>
      <main>
        <nav aria-labelledby="examples-title">
          <h2 id="examples-title">Examples</h2>
          <ul id="examples"></ul>
          <h2 id="schema-title">Schema</h2>
          <label class="hidden" for="filter">Filter the schema</label>
          <input id="filter" type="search" placeholder="Filter fields and types" autocomplete="off" spellcheck="false">
          <div id="schema" role="region" aria-labelledby="schema-title" tabindex="0"><p class="quiet">Loading the schema.</p></div>
        </nav>
        <section class="request" aria-label="Request">
          <label for="operation">Operation</label>
          <textarea id="operation" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"
            aria-describedby="operation-note"></textarea>
          <p id="operation-note" class="quiet">Tab indents; press Escape and then Tab to leave the editor.</p>
          <div class="pair">
            <div>
              <label for="variables">Variables <span class="quiet">JSON</span></label>
              <textarea id="variables" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"></textarea>
            </div>
            <div>
              <label for="headers">Headers <span class="quiet">one per line, Name: value</span></label>
              <textarea id="headers" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"></textarea>
            </div>
          </div>
          <label for="token">Access token <span class="quiet">filled in by login and register</span></label>
          <div class="token">
            <input id="token" type="password" autocomplete="off" spellcheck="false">
            <button id="forget" type="button">Forget</button>
          </div>
        </section>
        <section class="response" aria-labelledby="response-title">
          <h2 id="response-title">Response</h2>
          <pre id="response" tabindex="0" aria-labelledby="response-title"><span class="quiet">Nothing yet.</span></pre>
        </section>
      </main>
      <noscript><p>The explorer needs JavaScript. The API is at /graphql.</p></noscript>
    </body>
    </html>
    """#
}
