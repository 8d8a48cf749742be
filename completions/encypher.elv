
use builtin;
use str;

set edit:completion:arg-completer[encypher] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'encypher'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'encypher'= {
            cand --color 'Colour in reports'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand embed 'Sign a stream of text while it passes'
            cand run 'Run a command and sign what it prints'
            cand verify 'Judge whether text is as it was signed'
            cand extract 'Print the metadata that a text carries, unverified'
            cand strip 'Print the text without our invisible characters'
            cand check 'Check a text for what must not pass: personal data, card data, health ids, secrets'
            cand chat 'Talk with any LLM command; each answer is guarded and signed'
            cand keygen 'Make a key'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'encypher;embed'= {
            cand -m 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta-json 'Add the members of a JSON object'
            cand --meta-file 'Add the members of the JSON object in FILE'
            cand --timestamp 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z'
            cand -t 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --target 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --min-buffer 'Let at least N characters pass before the metadata is placed [default: 0]'
            cand --every 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)'
            cand -k 'The file of the signing key'
            cand --key 'The file of the signing key'
            cand -f 'The format that is written'
            cand --format 'The format that is written'
            cand --signer 'Who the encypher3 formats say signed the text [default: the name of the key file]'
            cand --on-marked 'What to do with text that carries our marks already'
            cand --detached 'Leave the text untouched and write the signature to FILE'
            cand --stream-id 'Fix the random stream id (16 hex digits), for reproducible output'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand -o 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output-file 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output 'sse, jsonl: write the same stream, or the bare text of one channel'
            cand --meta-field 'Where in each document an object stands whose members are added to the metadata'
            cand -g 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --guard 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --block 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules'
            cand --redact 'Write a label in the place of these kinds'
            cand --warn 'Report these kinds, and let them pass'
            cand --fail-on 'End with exit status 1 if something was redacted, or even reported; the text passes all the same'
            cand --highlight 'Colour the passing text, on a terminal and nowhere else'
            cand --stats 'Print figures about the stream on standard error at the end; on a terminal also while it passes'
            cand --progress 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]'
            cand --expect-tokens 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them'
            cand --expect-bytes 'The bytes that are expected, for --progress [default: the size of FILE]'
            cand --color 'Colour in reports'
            cand --no-hold 'Never keep a line break at the end back; the seal then stands behind it'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand --require-marks 'End with exit status 1 if there was nothing that could be marked'
            cand --strict 'Stop at the first document that cannot be signed, instead of passing it as it is'
            cand --meta-guard 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;run'= {
            cand -m 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta-json 'Add the members of a JSON object'
            cand --meta-file 'Add the members of the JSON object in FILE'
            cand --timestamp 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z'
            cand -t 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --target 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --min-buffer 'Let at least N characters pass before the metadata is placed [default: 0]'
            cand --every 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)'
            cand -k 'The file of the signing key'
            cand --key 'The file of the signing key'
            cand -f 'The format that is written'
            cand --format 'The format that is written'
            cand --signer 'Who the encypher3 formats say signed the text [default: the name of the key file]'
            cand --on-marked 'What to do with text that carries our marks already'
            cand --detached 'Leave the text untouched and write the signature to FILE'
            cand --stream-id 'Fix the random stream id (16 hex digits), for reproducible output'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand -o 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output-file 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output 'sse, jsonl: write the same stream, or the bare text of one channel'
            cand --meta-field 'Where in each document an object stands whose members are added to the metadata'
            cand -g 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --guard 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --block 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules'
            cand --redact 'Write a label in the place of these kinds'
            cand --warn 'Report these kinds, and let them pass'
            cand --fail-on 'End with exit status 1 if something was redacted, or even reported; the text passes all the same'
            cand --highlight 'Colour the passing text, on a terminal and nowhere else'
            cand --stats 'Print figures about the stream on standard error at the end; on a terminal also while it passes'
            cand --progress 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]'
            cand --expect-tokens 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them'
            cand --expect-bytes 'The bytes that are expected, for --progress [default: the size of FILE]'
            cand --color 'Colour in reports'
            cand --no-hold 'Never keep a line break at the end back; the seal then stands behind it'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand --require-marks 'End with exit status 1 if there was nothing that could be marked'
            cand --strict 'Stop at the first document that cannot be signed, instead of passing it as it is'
            cand --meta-guard 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;verify'= {
            cand -k 'A key to try, instead of the default ones; repeatable'
            cand --key 'A key to try, instead of the default ones; repeatable'
            cand --keyring 'A folder of keys (*.key, *.pub, *.pem) to try, instead of the default ones'
            cand --accept 'Verdicts that are also good enough, separated by commas'
            cand --expect 'What the signed metadata must say; KEY:=JSON for a JSON value; repeatable'
            cand --max-age 'How old the signed timestamp may be: 30s, 10m, 24h, 7d, 2w'
            cand --detached 'The signature of an untouched text, as `embed --detached` wrote it'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand --report 'Write a page of HTML with all of it: verdicts, signers, metadata, the text; nothing is loaded and no script is run'
            cand --color 'Colour in reports'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand --json 'Print one JSON document, on success and failure alike'
            cand --show 'Print the text behind the verdict: verified, altered and unsigned parts in colour, or with letters in the margin; with -q nothing else'
            cand --visible 'The same, with our invisible marks spelled out where they stand'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;extract'= {
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand --color 'Colour in reports'
            cand --all 'Print the metadata of every signed text in it: {"documents":[...]}'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;strip'= {
            cand -o 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output-file 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete'
            cand --output 'sse, jsonl: write the same stream, or the bare text of one channel'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand --color 'Colour in reports'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;check'= {
            cand -g 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --guard 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --block 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules'
            cand --redact 'Write a label in the place of these kinds'
            cand --warn 'Report these kinds, and let them pass'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand --color 'Colour in reports'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand --json 'Print one JSON document, on success and failure alike'
            cand --explain 'Say of each finding which rule decided, how certain it is, and what it adds to the risk'
            cand --print-policy 'Print the policy as it is in effect, and check nothing'
            cand --list-kinds 'Print all kinds, and check nothing'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;chat'= {
            cand --transcript 'Append the conversation to FILE: questions quoted and answers, each signed'
            cand -m 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable'
            cand --meta-json 'Add the members of a JSON object'
            cand --meta-file 'Add the members of the JSON object in FILE'
            cand --timestamp 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z'
            cand -t 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --target 'Where the metadata goes [default: auto; end for sse and jsonl]'
            cand --min-buffer 'Let at least N characters pass before the metadata is placed [default: 0]'
            cand --every 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)'
            cand -k 'The file of the signing key'
            cand --key 'The file of the signing key'
            cand -f 'The format that is written'
            cand --format 'The format that is written'
            cand --signer 'Who the encypher3 formats say signed the text [default: the name of the key file]'
            cand -i 'How the input is framed'
            cand --input 'How the input is framed'
            cand --provider 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...'
            cand --channel 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]'
            cand --max-event 'The most bytes of one event or line [default: 64M]'
            cand --text-field 'Where the text stands in each document, such as answer.text [default: text]'
            cand -g 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --guard 'The policy: what is looked for, and what becomes of it (docs/guard.md)'
            cand --block 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy''s rules'
            cand --redact 'Write a label in the place of these kinds'
            cand --warn 'Report these kinds, and let them pass'
            cand --fail-on 'End with exit status 1 if something was redacted, or even reported; the text passes all the same'
            cand --stats 'Print figures about each answer on standard error'
            cand --highlight 'Colour the answers, on a terminal and nowhere else'
            cand --color 'Colour in reports'
            cand --history 'Send earlier questions and answers along, for a COMMAND that does not remember them'
            cand --records 'jsonl: each line is a document of its own, with a text in it'
            cand --meta-guard 'Add a member `guard` to the metadata: the policy''s name and digest; with the target end also what was found'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;keygen'= {
            cand -o 'Where to write the key, instead of the default place; - is standard output'
            cand --output-file 'Where to write the key, instead of the default place; - is standard output'
            cand --color 'Colour in reports'
            cand --ed25519 'Make an Ed25519 pair; the public key goes beside the private one, as .pub'
            cand --force 'Replace a key that is there; the old one is kept as FILE.bak-TIME'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;completions'= {
            cand --color 'Colour in reports'
            cand -q 'Say less; twice: nothing but errors'
            cand --quiet 'Say less; twice: nothing but errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'encypher;help'= {
            cand embed 'Sign a stream of text while it passes'
            cand run 'Run a command and sign what it prints'
            cand verify 'Judge whether text is as it was signed'
            cand extract 'Print the metadata that a text carries, unverified'
            cand strip 'Print the text without our invisible characters'
            cand check 'Check a text for what must not pass: personal data, card data, health ids, secrets'
            cand chat 'Talk with any LLM command; each answer is guarded and signed'
            cand keygen 'Make a key'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'encypher;help;embed'= {
        }
        &'encypher;help;run'= {
        }
        &'encypher;help;verify'= {
        }
        &'encypher;help;extract'= {
        }
        &'encypher;help;strip'= {
        }
        &'encypher;help;check'= {
        }
        &'encypher;help;chat'= {
        }
        &'encypher;help;keygen'= {
        }
        &'encypher;help;completions'= {
        }
        &'encypher;help;help'= {
        }
    ]
    # Operands are files.
    while (not (has-key $completions $command)) {
        set command = (str:join ';' [(str:split ';' $command)][..-1])
    }
    $completions[$command]
    edit:complete-filename $@words
}
