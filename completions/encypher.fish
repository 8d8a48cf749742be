# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_encypher_global_optspecs
    string join \n color= q/quiet v/verbose h/help V/version
end

function __fish_encypher_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_encypher_global_optspecs) -- $cmd 2>/dev/null
    or return 0
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_encypher_using_subcommand
    set -l cmd (__fish_encypher_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c encypher -n "__fish_encypher_needs_command" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_needs_command" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_needs_command" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_needs_command" -s V -l version -d 'Print version'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "embed" -d 'Sign a stream of text while it passes'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "run" -d 'Run a command and sign what it prints'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "verify" -d 'Judge whether text is as it was signed'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "extract" -d 'Print the metadata that a text carries, unverified'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "strip" -d 'Print the text without our invisible characters'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "check" -d 'Check a text for what must not pass: personal data, card data, health ids, secrets'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "chat" -d 'Talk with any LLM command; each answer is guarded and signed'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "keygen" -d 'Make a key'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c encypher -n "__fish_encypher_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s m -l meta -d 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l meta-json -d 'Add the members of a JSON object' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l meta-file -d 'Add the members of the JSON object in FILE' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l timestamp -d 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z' -r -f -a "now\t''
none\t''"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s t -l target -d 'Where the metadata goes [default: auto; end for sse and jsonl]' -r -f -a "auto\t'The first white space that ends a sentence or a line: no phrase that one searches for is cut'
whitespace\t'The first white space'
punctuation\t'The first punctuation mark'
first-letter\t'The first letter of the first word'
last-letter\t'The last letter of the first word'
all\t'The first character'
end\t'The end, with the seal'
none\t'Nowhere: the text passes unmarked'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l min-buffer -d 'Let at least N characters pass before the metadata is placed [default: 0]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l every -d 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)' -r -f -a "off\t''"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s k -l key -d 'The file of the signing key' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s f -l format -d 'The format that is written' -r -f -a "encypher\t'Our own'
encypher1\t'What encypher-ai 1.1.0 verifies (HMAC), and our own seal'
encypher3-basic\t'What encypher-ai 2.0.0 to 3.1.6 verify as basic (Ed25519), and our own seal'
encypher3-manifest\t'What encypher-ai 2.0.0 to 3.1.6 verify as manifest (Ed25519), and our own seal'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l signer -d 'Who the encypher3 formats say signed the text [default: the name of the key file]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l on-marked -d 'What to do with text that carries our marks already' -r -f -a "refuse\t'Stop, with exit status 1, before the first marked byte'
keep\t'Leave the marks where they are, as a part of the text; damaged ones are refused'
replace\t'Take them out'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l detached -d 'Leave the text untouched and write the signature to FILE' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l stream-id -d 'Fix the random stream id (16 hex digits), for reproducible output' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s o -l output-file -d 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l output -d 'sse, jsonl: write the same stream, or the bare text of one channel' -r -f -a "same\t'The stream'
text\t'The bare text of one channel'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l meta-field -d 'Where in each document an object stands whose members are added to the metadata' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s g -l guard -d 'The policy: what is looked for, and what becomes of it (docs/guard.md)' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l block -d 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy\'s rules' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l redact -d 'Write a label in the place of these kinds' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l warn -d 'Report these kinds, and let them pass' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l fail-on -d 'End with exit status 1 if something was redacted, or even reported; the text passes all the same' -r -f -a "redact\t'Redacted something'
warn\t'Redacted or reported something'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l highlight -d 'Colour the passing text, on a terminal and nowhere else' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l expect-tokens -d 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l expect-bytes -d 'The bytes that are expected, for --progress [default: the size of FILE]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l no-hold -d 'Never keep a line break at the end back; the seal then stands behind it'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l require-marks -d 'End with exit status 1 if there was nothing that could be marked'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l strict -d 'Stop at the first document that cannot be signed, instead of passing it as it is'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l meta-guard -d 'Add a member `guard` to the metadata: the policy\'s name and digest; with the target end also what was found'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l stats -d 'Print figures about the stream on standard error at the end; on a terminal also while it passes'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l progress -d 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand run" -s m -l meta -d 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l meta-json -d 'Add the members of a JSON object' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l meta-file -d 'Add the members of the JSON object in FILE' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand run" -l timestamp -d 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z' -r -f -a "now\t''
none\t''"
complete -c encypher -n "__fish_encypher_using_subcommand run" -s t -l target -d 'Where the metadata goes [default: auto; end for sse and jsonl]' -r -f -a "auto\t'The first white space that ends a sentence or a line: no phrase that one searches for is cut'
whitespace\t'The first white space'
punctuation\t'The first punctuation mark'
first-letter\t'The first letter of the first word'
last-letter\t'The last letter of the first word'
all\t'The first character'
end\t'The end, with the seal'
none\t'Nowhere: the text passes unmarked'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l min-buffer -d 'Let at least N characters pass before the metadata is placed [default: 0]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l every -d 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)' -r -f -a "off\t''"
complete -c encypher -n "__fish_encypher_using_subcommand run" -s k -l key -d 'The file of the signing key' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand run" -s f -l format -d 'The format that is written' -r -f -a "encypher\t'Our own'
encypher1\t'What encypher-ai 1.1.0 verifies (HMAC), and our own seal'
encypher3-basic\t'What encypher-ai 2.0.0 to 3.1.6 verify as basic (Ed25519), and our own seal'
encypher3-manifest\t'What encypher-ai 2.0.0 to 3.1.6 verify as manifest (Ed25519), and our own seal'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l signer -d 'Who the encypher3 formats say signed the text [default: the name of the key file]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l on-marked -d 'What to do with text that carries our marks already' -r -f -a "refuse\t'Stop, with exit status 1, before the first marked byte'
keep\t'Leave the marks where they are, as a part of the text; damaged ones are refused'
replace\t'Take them out'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l detached -d 'Leave the text untouched and write the signature to FILE' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand run" -l stream-id -d 'Fix the random stream id (16 hex digits), for reproducible output' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -s o -l output-file -d 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand run" -l output -d 'sse, jsonl: write the same stream, or the bare text of one channel' -r -f -a "same\t'The stream'
text\t'The bare text of one channel'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l meta-field -d 'Where in each document an object stands whose members are added to the metadata' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -s g -l guard -d 'The policy: what is looked for, and what becomes of it (docs/guard.md)' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand run" -l block -d 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy\'s rules' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l redact -d 'Write a label in the place of these kinds' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l warn -d 'Report these kinds, and let them pass' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l fail-on -d 'End with exit status 1 if something was redacted, or even reported; the text passes all the same' -r -f -a "redact\t'Redacted something'
warn\t'Redacted or reported something'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l highlight -d 'Colour the passing text, on a terminal and nowhere else' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l expect-tokens -d 'The tokens that are expected, for --progress: reads, lines, deltas or documents, as --stats counts them' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l expect-bytes -d 'The bytes that are expected, for --progress [default: the size of FILE]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand run" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l no-hold -d 'Never keep a line break at the end back; the seal then stands behind it'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l require-marks -d 'End with exit status 1 if there was nothing that could be marked'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l strict -d 'Stop at the first document that cannot be signed, instead of passing it as it is'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l meta-guard -d 'Add a member `guard` to the metadata: the policy\'s name and digest; with the target end also what was found'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l stats -d 'Print figures about the stream on standard error at the end; on a terminal also while it passes'
complete -c encypher -n "__fish_encypher_using_subcommand run" -l progress -d 'Show on standard error how far the stream has come: auto where that is a terminal and the text goes elsewhere [default: never]'
complete -c encypher -n "__fish_encypher_using_subcommand run" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand run" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -s k -l key -d 'A key to try, instead of the default ones; repeatable' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l keyring -d 'A folder of keys (*.key, *.pub, *.pem) to try, instead of the default ones' -r -f -a "(__fish_complete_directories)"
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l accept -d 'Verdicts that are also good enough, separated by commas' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l expect -d 'What the signed metadata must say; KEY:=JSON for a JSON value; repeatable' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l max-age -d 'How old the signed timestamp may be: 30s, 10m, 24h, 7d, 2w' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l detached -d 'The signature of an untouched text, as `embed --detached` wrote it' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand verify" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l report -d 'Write a page of HTML with all of it: verdicts, signers, metadata, the text; nothing is loaded and no script is run' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l json -d 'Print one JSON document, on success and failure alike'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l show -d 'Print the text behind the verdict: verified, altered and unsigned parts in colour, or with letters in the margin; with -q nothing else'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l visible -d 'The same, with our invisible marks spelled out where they stand'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand extract" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l all -d 'Print the metadata of every signed text in it: {"documents":[...]}'
complete -c encypher -n "__fish_encypher_using_subcommand extract" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand extract" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand extract" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand extract" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand strip" -s o -l output-file -d 'Write to FILE instead of standard output; it appears whole or not at all; what was cut short goes into FILE.incomplete' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l output -d 'sse, jsonl: write the same stream, or the bare text of one channel' -r -f -a "same\t'The stream'
text\t'The bare text of one channel'"
complete -c encypher -n "__fish_encypher_using_subcommand strip" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand strip" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand strip" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand strip" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand strip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand check" -s g -l guard -d 'The policy: what is looked for, and what becomes of it (docs/guard.md)' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand check" -l block -d 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy\'s rules' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -l redact -d 'Write a label in the place of these kinds' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -l warn -d 'Report these kinds, and let them pass' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand check" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand check" -l json -d 'Print one JSON document, on success and failure alike'
complete -c encypher -n "__fish_encypher_using_subcommand check" -l explain -d 'Say of each finding which rule decided, how certain it is, and what it adds to the risk'
complete -c encypher -n "__fish_encypher_using_subcommand check" -l print-policy -d 'Print the policy as it is in effect, and check nothing'
complete -c encypher -n "__fish_encypher_using_subcommand check" -l list-kinds -d 'Print all kinds, and check nothing'
complete -c encypher -n "__fish_encypher_using_subcommand check" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand check" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l transcript -d 'Append the conversation to FILE: questions quoted and answers, each signed' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s m -l meta -d 'Add a member to the metadata: a string, or KEY:=JSON for any JSON value; repeatable' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l meta-json -d 'Add the members of a JSON object' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l meta-file -d 'Add the members of the JSON object in FILE' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l timestamp -d 'The member `timestamp`: now, none, seconds since 1970, or a date such as 2026-11-21T05:33:19Z' -r -f -a "now\t''
none\t''"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s t -l target -d 'Where the metadata goes [default: auto; end for sse and jsonl]' -r -f -a "auto\t'The first white space that ends a sentence or a line: no phrase that one searches for is cut'
whitespace\t'The first white space'
punctuation\t'The first punctuation mark'
first-letter\t'The first letter of the first word'
last-letter\t'The last letter of the first word'
all\t'The first character'
end\t'The end, with the seal'
none\t'Nowhere: the text passes unmarked'"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l min-buffer -d 'Let at least N characters pass before the metadata is placed [default: 0]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l every -d 'Repeat metadata and seal after each SIZE bytes of text (4096, 4K, 1M; or off, the default)' -r -f -a "off\t''"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s k -l key -d 'The file of the signing key' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s f -l format -d 'The format that is written' -r -f -a "encypher\t'Our own'
encypher1\t'What encypher-ai 1.1.0 verifies (HMAC), and our own seal'
encypher3-basic\t'What encypher-ai 2.0.0 to 3.1.6 verify as basic (Ed25519), and our own seal'
encypher3-manifest\t'What encypher-ai 2.0.0 to 3.1.6 verify as manifest (Ed25519), and our own seal'"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l signer -d 'Who the encypher3 formats say signed the text [default: the name of the key file]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s i -l input -d 'How the input is framed' -r -f -a "raw\t'All of it is the text'
lines\t'All of it is the text, handled and written a whole line at a time'
jsonl\t'JSON on each line, or the elements of a JSON array: Ollama, Gemini, tokens; with --records, documents'
sse\t'Server-sent events: OpenAI, Anthropic, Gemini and most others'"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l provider -d 'Whose format the stream has, instead of recognising it: openai, anthropic, gemini, ollama ...' -r -f -a "openai\t''
openai-chat\t''
azure\t''
azure-chat\t''
mistral\t''
mistral-chat\t''
vllm\t''
sglang\t''
litellm\t''
openrouter\t''
deepseek\t''
groq\t''
openai-completions\t''
openai-responses\t''
anthropic\t''
anthropic-messages\t''
anthropic-completions\t''
gemini\t''
gemini-sse\t''
gemini-array\t''
ollama\t''
ollama-chat\t''
ollama-generate\t''
cohere\t''
cohere-v2\t''
cohere-v1\t''
tgi\t''
tgi-generate\t''
llamacpp\t''
llamacpp-completion\t''
vercel\t''
vercel-ui\t''
vercel-data\t''
vercel-data-v1\t''
tokens\t''"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l channel -d 'The channel that is meant: a choice, block or part [default: all; for --output text the first one]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l max-event -d 'The most bytes of one event or line [default: 64M]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l text-field -d 'Where the text stands in each document, such as answer.text [default: text]' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s g -l guard -d 'The policy: what is looked for, and what becomes of it (docs/guard.md)' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l block -d 'End the text before the first of these kinds or groups (pci, pii, phi, secret, email, us_ssn ...); before the policy\'s rules' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l redact -d 'Write a label in the place of these kinds' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l warn -d 'Report these kinds, and let them pass' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l fail-on -d 'End with exit status 1 if something was redacted, or even reported; the text passes all the same' -r -f -a "redact\t'Redacted something'
warn\t'Redacted or reported something'"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l highlight -d 'Colour the answers, on a terminal and nowhere else' -r -f
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l history -d 'Send earlier questions and answers along, for a COMMAND that does not remember them'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l records -d 'jsonl: each line is a document of its own, with a text in it'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l meta-guard -d 'Add a member `guard` to the metadata: the policy\'s name and digest; with the target end also what was found'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l stats -d 'Print figures about each answer on standard error'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand chat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -s o -l output-file -d 'Where to write the key, instead of the default place; - is standard output' -r -F
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -l ed25519 -d 'Make an Ed25519 pair; the public key goes beside the private one, as .pub'
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -l force -d 'Replace a key that is there; the old one is kept as FILE.bak-TIME'
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand completions" -l color -d 'Colour in reports' -r -f -a "auto\t'On a terminal, unless NO_COLOR or CI is set'
always\t'Always'
never\t'Never'"
complete -c encypher -n "__fish_encypher_using_subcommand completions" -s q -l quiet -d 'Say less; twice: nothing but errors'
complete -c encypher -n "__fish_encypher_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c encypher -n "__fish_encypher_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "embed" -d 'Sign a stream of text while it passes'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "run" -d 'Run a command and sign what it prints'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "verify" -d 'Judge whether text is as it was signed'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "extract" -d 'Print the metadata that a text carries, unverified'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "strip" -d 'Print the text without our invisible characters'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "check" -d 'Check a text for what must not pass: personal data, card data, health ids, secrets'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "chat" -d 'Talk with any LLM command; each answer is guarded and signed'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "keygen" -d 'Make a key'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c encypher -n "__fish_encypher_using_subcommand help; and not __fish_seen_subcommand_from embed run verify extract strip check chat keygen completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l block -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l redact -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l warn -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l highlight -r -f -a "(__fish_append , punctuation capitals numbers code)"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l stats -f -a "text json"
complete -c encypher -n "__fish_encypher_using_subcommand embed" -l progress -f -a "auto always never"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l block -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l redact -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l warn -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l highlight -r -f -a "(__fish_append , punctuation capitals numbers code)"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l stats -f -a "text json"
complete -c encypher -n "__fish_encypher_using_subcommand run" -l progress -f -a "auto always never"

function __fish_encypher_run
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- run $words)
    argparse -s 'h/help' 'color=' 'q/quiet' 'v/verbose' 'm/meta=' 'meta-json=' 'meta-file=' 'timestamp=' 't/target=' 'min-buffer=' 'every=' 'k/key=' 'f/format=' 'signer=' 'no-hold' 'on-marked=' 'detached=' 'stream-id=' 'i/input=' 'provider=' 'channel=' 'max-event=' 'records' 'text-field=' 'o/output-file=' 'output=' 'require-marks' 'meta-field=' 'strict' 'g/guard=' 'block=' 'redact=' 'warn=' 'fail-on=' 'meta-guard' 'highlight=' 'stats=?' 'progress=?' 'expect-tokens=' 'expect-bytes=' -- $words[(math $at + 1)..] 2>/dev/null
    or return
    set -l last $argv[-1]
    set -e argv[-1]
    set -l line (string join ' ' -- (string escape -- $argv) $last)
    # fish would run what stands in brackets.
    string match -q -- '*(*' $line
    and return
    string length -q -- $line
    and complete -C $line
end

complete -c encypher -n "__fish_encypher_using_subcommand run" -f -a "(__fish_encypher_run)"
complete -c encypher -n "__fish_encypher_using_subcommand verify" -l accept -r -f -a "(__fish_append , reflowed metadata-only incomplete partial unmarked untrusted)"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l block -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l redact -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand check" -l warn -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l block -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l redact -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l warn -r -f -a "(__fish_append , pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private)"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l stats -f -a "text json"
complete -c encypher -n "__fish_encypher_using_subcommand chat" -l highlight -r -f -a "(__fish_append , punctuation capitals numbers code)"

function __fish_encypher_chat
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- chat $words)
    argparse -s 'h/help' 'color=' 'q/quiet' 'v/verbose' 'transcript=' 'history' 'm/meta=' 'meta-json=' 'meta-file=' 'timestamp=' 't/target=' 'min-buffer=' 'every=' 'k/key=' 'f/format=' 'signer=' 'i/input=' 'provider=' 'channel=' 'max-event=' 'records' 'text-field=' 'g/guard=' 'block=' 'redact=' 'warn=' 'fail-on=' 'meta-guard' 'stats=?' 'highlight=' -- $words[(math $at + 1)..] 2>/dev/null
    or return
    set -l last $argv[-1]
    set -e argv[-1]
    set -l line (string join ' ' -- (string escape -- $argv) $last)
    # fish would run what stands in brackets.
    string match -q -- '*(*' $line
    and return
    string length -q -- $line
    and complete -C $line
end

complete -c encypher -n "__fish_encypher_using_subcommand chat" -f -a "(__fish_encypher_chat)"
complete -c encypher -n "__fish_encypher_using_subcommand completions" -f -a "bash elvish fish powershell zsh"
complete -c encypher -n "__fish_encypher_using_subcommand help" -f -a "embed run verify extract strip check chat keygen completions"
