# Completes `encypher` in bash. Made by: encypher completions bash

# Of a command: its options, what its operands are, and how many it takes.
_encypher_command() {
    options='' operand=none values='' most=0
    case $1 in
        '')
            options='--color -q --quiet -v --verbose -h --help -V --version' operand=one values='embed run verify extract strip check chat keygen completions help' most=1
            ;;
        'embed')
            options='-m --meta --meta-json --meta-file --timestamp -t --target --min-buffer --every -k --key -f --format --signer --no-hold --on-marked --detached --stream-id -i --input --provider --channel --max-event --records --text-field -o --output-file --output --require-marks --meta-field --strict -g --guard --block --redact --warn --fail-on --meta-guard --highlight --stats --progress --expect-tokens --expect-bytes --color -q --quiet -v --verbose -h --help' operand=file most=1
            ;;
        'run')
            options='-m --meta --meta-json --meta-file --timestamp -t --target --min-buffer --every -k --key -f --format --signer --no-hold --on-marked --detached --stream-id -i --input --provider --channel --max-event --records --text-field -o --output-file --output --require-marks --meta-field --strict -g --guard --block --redact --warn --fail-on --meta-guard --highlight --stats --progress --expect-tokens --expect-bytes --color -q --quiet -v --verbose -h --help' operand=command most=9999
            ;;
        'verify')
            options='-k --key --keyring --accept --expect --max-age --detached -i --input --provider --channel --max-event --records --text-field --json --show --visible --report --color -q --quiet -v --verbose -h --help' operand=file most=9999
            ;;
        'extract')
            options='--all -i --input --provider --channel --max-event --records --text-field --color -q --quiet -v --verbose -h --help' operand=file most=1
            ;;
        'strip')
            options='-o --output-file --output -i --input --provider --channel --max-event --records --text-field --color -q --quiet -v --verbose -h --help' operand=file most=1
            ;;
        'check')
            options='-g --guard --block --redact --warn -i --input --provider --channel --max-event --records --text-field --json --explain --print-policy --list-kinds --color -q --quiet -v --verbose -h --help' operand=file most=1
            ;;
        'chat')
            options='--transcript --history -m --meta --meta-json --meta-file --timestamp -t --target --min-buffer --every -k --key -f --format --signer -i --input --provider --channel --max-event --records --text-field -g --guard --block --redact --warn --fail-on --meta-guard --stats --highlight --color -q --quiet -v --verbose -h --help' operand=command most=9999
            ;;
        'keygen')
            options='--ed25519 -o --output-file --force --color -q --quiet -v --verbose -h --help'
            ;;
        'completions')
            options='--color -q --quiet -v --verbose -h --help' operand=one values='bash elvish fish powershell zsh' most=1
            ;;
        'help')
            options='' operand=one values='embed run verify extract strip check chat keygen completions help' most=1
            ;;
    esac
}

# What stands behind an option of a command: nothing (flag), something of one's own (none), a file, a directory, one of the
# values, or a list of them. The value of an attached one stands behind "=".
_encypher_option() {
    kind=flag values='' attached=''
    case $1 in
        *' --keyring')
            kind=directory
            ;;
        *' --detached' | *' --guard' | *' --key' | *' --meta-file' | *' --output-file' | *' --report' | *' --transcript' | *' -g' | *' -k' | *' -o')
            kind=file
            ;;
        *' --block' | *' --redact' | *' --warn')
            kind=list values='pci pii phi secret private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address credit_card card_cvv iban us_bank_routing us_ssn us_itin email ip_address br_cpf cn_resident_id it_fiscal_code us_npi us_dea us_mbi uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan imei date_of_birth phone mac_address vin us_bank_account swift_bic generic_secret ip_private'
            ;;
        *' --highlight')
            kind=list values='punctuation capitals numbers code'
            ;;
        *' --accept')
            kind=list values='reflowed metadata-only incomplete partial unmarked untrusted'
            ;;
        *' --channel' | *' --expect' | *' --expect-bytes' | *' --expect-tokens' | *' --max-age' | *' --max-event' | *' --meta' | *' --meta-field' | *' --meta-json' | *' --min-buffer' | *' --signer' | *' --stream-id' | *' --text-field' | *' -m')
            kind=none
            ;;
        *' --progress')
            kind=one attached=1 values='auto always never'
            ;;
        *' --stats')
            kind=one attached=1 values='text json'
            ;;
        *' --color')
            kind=one values='auto always never'
            ;;
        *' --target' | *' -t')
            kind=one values='auto whitespace punctuation first-letter last-letter all end none'
            ;;
        *' --format' | *' -f')
            kind=one values='encypher encypher1 encypher3-basic encypher3-manifest'
            ;;
        *' --timestamp')
            kind=one values='now none'
            ;;
        *' --every')
            kind=one values='off'
            ;;
        *' --provider')
            kind=one values='openai openai-chat azure azure-chat mistral mistral-chat vllm sglang litellm openrouter deepseek groq openai-completions openai-responses anthropic anthropic-messages anthropic-completions gemini gemini-sse gemini-array ollama ollama-chat ollama-generate cohere cohere-v2 cohere-v1 tgi tgi-generate llamacpp llamacpp-completion vercel vercel-ui vercel-data vercel-data-v1 tokens'
            ;;
        *' --input' | *' -i')
            kind=one values='raw lines jsonl sse'
            ;;
        *' --fail-on')
            kind=one values='redact warn'
            ;;
        *' --on-marked')
            kind=one values='refuse keep replace'
            ;;
        *' --output')
            kind=one values='same text'
            ;;
    esac
}

# Whether the next word is the value of this option.
_encypher_takes() {
    _encypher_option "$1"
    [[ $kind != flag && ! $attached ]]
}

_encypher() {
    local IFS=$' \t\n' rest=${COMP_LINE:0:COMP_POINT} typed at word blank i
    # bash splits at = and : too. What stands together belongs together.
    typed=() at=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blank=${rest%%[![:space:]]*}
        rest=${rest#"$blank"}
        word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)); then
            word=$rest
        fi
        rest=${rest#"$word"}
        if [[ $blank || $i -eq 0 ]]; then
            typed+=("$word") at+=("$i")
        else
            typed[${#typed[@]} - 1]+=$word
        fi
    done

    local options operand values most kind attached
    local command='' option='' closed='' count=0 begin=0 last=$((${#typed[@]} - 1)) letter
    local redirected='^([0-9]+|&)?[<>]' redirection='^([0-9]+|&)?[<>]+[|&]?$'
    for ((i = 1; i < last; i++)); do
        word=${typed[i]}
        if [[ $option ]]; then
            option=''
        elif [[ $word =~ $redirected ]]; then
            [[ $word =~ $redirection ]] && option='>'
        elif [[ $word == -- && ! $closed ]]; then
            closed=1
        elif [[ $word == --* && ! $closed ]]; then
            _encypher_takes "$command $word" && option=$word
        elif [[ $word == -?* && ! $closed ]]; then
            for ((letter = 1; letter < ${#word}; letter++)); do
                if _encypher_takes "$command -${word:letter:1}"; then
                    ((letter + 1 == ${#word})) && option=-${word:letter:1}
                    break
                fi
            done
        elif [[ ! $command ]]; then
            command=$word
        else
            ((count++ || (begin = i)))
            _encypher_command "$command"
            # What follows is the command line of another program.
            [[ $operand == command ]] && closed=1
        fi
    done

    local whole=${typed[last]} word=${typed[last]} head='' given='' cut
    COMPREPLY=()
    if [[ $option == '>' || $word =~ $redirected ]]; then
        kind=file
    elif [[ $option ]]; then
        _encypher_option "$command $option"
    elif [[ $word == --*=* && ! $closed ]]; then
        head=${word%%=*}= word=${word#*=}
        _encypher_option "$command ${head%=}"
    else
        _encypher_command "$command"
        kind=$operand
        if [[ $word == -* && ! $closed ]]; then
            kind=one values=$options
        elif ((count >= most)); then
            kind=none
        fi
    fi

    case $kind in
        one)
            COMPREPLY=($(compgen -W "$values" -- "$word"))
            ;;
        list)
            [[ $word == *,* ]] && given=${word%,*},
            for i in $values; do
                if [[ $i == "${word##*,}"* && ,$given != *,$i,* ]]; then
                    COMPREPLY+=("$given$i")
                fi
            done
            ;;
        # readline completes files better than a function can. bash 3 always does so.
        file)
            compopt -o bashdefault -o default 2>/dev/null
            ;;
        directory)
            compopt -o dirnames 2>/dev/null
            ;;
        command)
            ((begin)) || begin=$last
            if declare -F _comp_command_offset >/dev/null; then
                _comp_command_offset "${at[begin]}"
            elif declare -F _command_offset >/dev/null; then
                _command_offset "${at[begin]}"
            elif ((begin == last)); then
                IFS=$'\n'
                COMPREPLY=($(compgen -c -- "$word"))
                compopt -o filenames 2>/dev/null
            else
                compopt -o bashdefault -o default 2>/dev/null
            fi
            return
            ;;
    esac

    # readline keeps what stands before the part that it asked for.
    cut=${whole%"$2"}
    for i in "${!COMPREPLY[@]}"; do
        word=$head${COMPREPLY[i]}
        COMPREPLY[i]=${word#"$cut"}
    done
}

if [[ ${BASH_VERSINFO[0]} -lt 4 ]]; then
    complete -F _encypher -o bashdefault -o default encypher
elif [[ ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -lt 4 ]]; then
    complete -F _encypher encypher
else
    complete -F _encypher -o nosort encypher
fi
