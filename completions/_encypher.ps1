
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'encypher' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'encypher'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'encypher' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('embed', 'embed', [CompletionResultType]::ParameterValue, 'Sign a stream of text while it passes')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command and sign what it prints')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Judge whether text is as it was signed')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Print the metadata that a text carries, unverified')
            [CompletionResult]::new('strip', 'strip', [CompletionResultType]::ParameterValue, 'Print the text without our invisible characters')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a text for what must not pass: personal data, card data, health ids, secrets')
            [CompletionResult]::new('chat', 'chat', [CompletionResultType]::ParameterValue, 'Talk with any LLM command; each answer is guarded and signed')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'encypher;embed' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta', '--meta', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta-json', '--meta-json', [CompletionResultType]::ParameterName, 'Add the members of a JSON object')
            [CompletionResult]::new('--meta-file', '--meta-file', [CompletionResultType]::ParameterName, 'Add the members of the JSON object in FILE')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--min-buffer', '--min-buffer', [CompletionResultType]::ParameterName, 'Let at least N characters pass before the metadata is placed [default: 0]')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--signer', '--signer', [CompletionResultType]::ParameterName, 'Who the encypher3 formats say signed the text [default: the name of the key file]')
            [CompletionResult]::new('--on-marked', '--on-marked', [CompletionResultType]::ParameterName, 'What to do with text that carries our marks already')
            [CompletionResult]::new('--detached', '--detached', [CompletionResultType]::ParameterName, 'Leave the text untouched and write the signature to FILE')
            [CompletionResult]::new('--stream-id', '--stream-id', [CompletionResultType]::ParameterName, 'Fix the random stream id (16 hex digits), for reproducible output')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'sse, jsonl: write the same stream, or the bare text of one channel')
            [CompletionResult]::new('--meta-field', '--meta-field', [CompletionResultType]::ParameterName, 'Where in each document an object stands whose members are added to the metadata')
            [CompletionResult]::new('-g', '-g', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--guard', '--guard', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--block', '--block', [CompletionResultType]::ParameterName, 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Write a label in the place of these kinds')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report these kinds, and let them pass')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'End with exit status 1 if something was redacted, or even reported; the text passes all the same')
            [CompletionResult]::new('--highlight', '--highlight', [CompletionResultType]::ParameterName, 'Colour the passing text, on a terminal and nowhere else')
            [CompletionResult]::new('--stats', '--stats', [CompletionResultType]::ParameterName, 'Print figures about the stream on standard error at the end; on a terminal also while it passes')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]')
            [CompletionResult]::new('--expect-tokens', '--expect-tokens', [CompletionResultType]::ParameterName, 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them')
            [CompletionResult]::new('--expect-bytes', '--expect-bytes', [CompletionResultType]::ParameterName, 'The bytes that are expected, for --progress [default: the size of FILE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--no-hold', '--no-hold', [CompletionResultType]::ParameterName, 'Never keep a line break at the end back; the seal then stands behind it')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('--require-marks', '--require-marks', [CompletionResultType]::ParameterName, 'End with exit status 1 if there was nothing that could be marked')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop at the first document that cannot be signed, instead of passing it as it is')
            [CompletionResult]::new('--meta-guard', '--meta-guard', [CompletionResultType]::ParameterName, 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;run' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta', '--meta', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta-json', '--meta-json', [CompletionResultType]::ParameterName, 'Add the members of a JSON object')
            [CompletionResult]::new('--meta-file', '--meta-file', [CompletionResultType]::ParameterName, 'Add the members of the JSON object in FILE')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--min-buffer', '--min-buffer', [CompletionResultType]::ParameterName, 'Let at least N characters pass before the metadata is placed [default: 0]')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--signer', '--signer', [CompletionResultType]::ParameterName, 'Who the encypher3 formats say signed the text [default: the name of the key file]')
            [CompletionResult]::new('--on-marked', '--on-marked', [CompletionResultType]::ParameterName, 'What to do with text that carries our marks already')
            [CompletionResult]::new('--detached', '--detached', [CompletionResultType]::ParameterName, 'Leave the text untouched and write the signature to FILE')
            [CompletionResult]::new('--stream-id', '--stream-id', [CompletionResultType]::ParameterName, 'Fix the random stream id (16 hex digits), for reproducible output')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'sse, jsonl: write the same stream, or the bare text of one channel')
            [CompletionResult]::new('--meta-field', '--meta-field', [CompletionResultType]::ParameterName, 'Where in each document an object stands whose members are added to the metadata')
            [CompletionResult]::new('-g', '-g', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--guard', '--guard', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--block', '--block', [CompletionResultType]::ParameterName, 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Write a label in the place of these kinds')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report these kinds, and let them pass')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'End with exit status 1 if something was redacted, or even reported; the text passes all the same')
            [CompletionResult]::new('--highlight', '--highlight', [CompletionResultType]::ParameterName, 'Colour the passing text, on a terminal and nowhere else')
            [CompletionResult]::new('--stats', '--stats', [CompletionResultType]::ParameterName, 'Print figures about the stream on standard error at the end; on a terminal also while it passes')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]')
            [CompletionResult]::new('--expect-tokens', '--expect-tokens', [CompletionResultType]::ParameterName, 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them')
            [CompletionResult]::new('--expect-bytes', '--expect-bytes', [CompletionResultType]::ParameterName, 'The bytes that are expected, for --progress [default: the size of FILE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--no-hold', '--no-hold', [CompletionResultType]::ParameterName, 'Never keep a line break at the end back; the seal then stands behind it')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('--require-marks', '--require-marks', [CompletionResultType]::ParameterName, 'End with exit status 1 if there was nothing that could be marked')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Stop at the first document that cannot be signed, instead of passing it as it is')
            [CompletionResult]::new('--meta-guard', '--meta-guard', [CompletionResultType]::ParameterName, 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;verify' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'A key to try, instead of the default ones; repeatable')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key to try, instead of the default ones; repeatable')
            [CompletionResult]::new('--keyring', '--keyring', [CompletionResultType]::ParameterName, 'A folder of keys (*.key, *.pub, *.pem) to try, instead of the default ones')
            [CompletionResult]::new('--accept', '--accept', [CompletionResultType]::ParameterName, 'Verdicts that are also good enough, separated by commas')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'What the signed metadata must say; KEY:=JSON for a JSON value; repeatable')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How old the signed timestamp may be: 30s, 10m, 24h, 7d, 2w')
            [CompletionResult]::new('--detached', '--detached', [CompletionResultType]::ParameterName, 'The signature of an untouched text, as `embed --detached` wrote it')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a page of HTML with all of it: verdicts, signers, metadata, the text; nothing is loaded and no script is run')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document, on success and failure alike')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Print the text behind the verdict: verified, altered and unsigned parts in colour, or with letters in the margin; with -q nothing else')
            [CompletionResult]::new('--visible', '--visible', [CompletionResultType]::ParameterName, 'The same, with our invisible marks spelled out where they stand')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;extract' {
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Print the metadata of every signed text in it: {"documents":[...]}')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;strip' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'sse, jsonl: write the same stream, or the bare text of one channel')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;check' {
            [CompletionResult]::new('-g', '-g', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--guard', '--guard', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--block', '--block', [CompletionResultType]::ParameterName, 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Write a label in the place of these kinds')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report these kinds, and let them pass')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document, on success and failure alike')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say of each finding which rule decided, how certain it is, and what it adds to the risk')
            [CompletionResult]::new('--print-policy', '--print-policy', [CompletionResultType]::ParameterName, 'Print the policy as it is in effect, and check nothing')
            [CompletionResult]::new('--list-kinds', '--list-kinds', [CompletionResultType]::ParameterName, 'Print all kinds, and check nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;chat' {
            [CompletionResult]::new('--transcript', '--transcript', [CompletionResultType]::ParameterName, 'Append the conversation to FILE: questions quoted and answers, each signed')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta', '--meta', [CompletionResultType]::ParameterName, 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable')
            [CompletionResult]::new('--meta-json', '--meta-json', [CompletionResultType]::ParameterName, 'Add the members of a JSON object')
            [CompletionResult]::new('--meta-file', '--meta-file', [CompletionResultType]::ParameterName, 'Add the members of the JSON object in FILE')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Where the metadata goes [default: auto; end for sse and jsonl]')
            [CompletionResult]::new('--min-buffer', '--min-buffer', [CompletionResultType]::ParameterName, 'Let at least N characters pass before the metadata is placed [default: 0]')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The file of the signing key')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format that is written')
            [CompletionResult]::new('--signer', '--signer', [CompletionResultType]::ParameterName, 'Who the encypher3 formats say signed the text [default: the name of the key file]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'How the input is framed')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]')
            [CompletionResult]::new('--max-event', '--max-event', [CompletionResultType]::ParameterName, 'The most bytes of one event or line [default: 64M]')
            [CompletionResult]::new('--text-field', '--text-field', [CompletionResultType]::ParameterName, 'Where the text stands in each document, such as answer.text [default: text]')
            [CompletionResult]::new('-g', '-g', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--guard', '--guard', [CompletionResultType]::ParameterName, 'The policy: what is looked for, and what becomes of it (docs/guard.md)')
            [CompletionResult]::new('--block', '--block', [CompletionResultType]::ParameterName, 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Write a label in the place of these kinds')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report these kinds, and let them pass')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'End with exit status 1 if something was redacted, or even reported; the text passes all the same')
            [CompletionResult]::new('--stats', '--stats', [CompletionResultType]::ParameterName, 'Print figures about each answer on standard error')
            [CompletionResult]::new('--highlight', '--highlight', [CompletionResultType]::ParameterName, 'Colour the answers, on a terminal and nowhere else')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Send earlier questions and answers along, for a COMMAND that does not remember them')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'jsonl: each line is a document of its own, with a text in it')
            [CompletionResult]::new('--meta-guard', '--meta-guard', [CompletionResultType]::ParameterName, 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;keygen' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write the key, instead of the default place; - is standard output')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Where to write the key, instead of the default place; - is standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('--ed25519', '--ed25519', [CompletionResultType]::ParameterName, 'Make an Ed25519 pair; the public key goes beside the private one, as .pub')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a key that is there; the old one is kept as FILE.bak-TIME')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour in reports')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less; twice: nothing but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'encypher;help' {
            [CompletionResult]::new('embed', 'embed', [CompletionResultType]::ParameterValue, 'Sign a stream of text while it passes')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command and sign what it prints')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Judge whether text is as it was signed')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Print the metadata that a text carries, unverified')
            [CompletionResult]::new('strip', 'strip', [CompletionResultType]::ParameterValue, 'Print the text without our invisible characters')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a text for what must not pass: personal data, card data, health ids, secrets')
            [CompletionResult]::new('chat', 'chat', [CompletionResultType]::ParameterValue, 'Talk with any LLM command; each answer is guarded and signed')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'encypher;help;embed' {
            break
        }
        'encypher;help;run' {
            break
        }
        'encypher;help;verify' {
            break
        }
        'encypher;help;extract' {
            break
        }
        'encypher;help;strip' {
            break
        }
        'encypher;help;check' {
            break
        }
        'encypher;help;chat' {
            break
        }
        'encypher;help;keygen' {
            break
        }
        'encypher;help;completions' {
            break
        }
        'encypher;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
