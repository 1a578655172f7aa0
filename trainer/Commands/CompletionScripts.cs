using DmlStudio.Commands;

namespace DmlStudio.Trainer.Commands;

/// <summary>Scripts that let a shell ask this program, at the tab key, how a line may go on (directive <c>[suggest]</c>).</summary>
internal static class CompletionScripts
{
    // Names that people give to the program; each shell asks the program that wrote the script, whatever it is called.
    private const string Names = "trainer dmlstudio DmlStudio.Trainer";

    /// <summary>Shells, and what writes the script of each.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<string>, string>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<string>, string>>(StringComparer.Ordinal)
        {
            ["bash"] = Bash,
            ["zsh"] = Zsh,
            ["fish"] = Fish,
        };

    // Where nothing is offered, the shell offers files; of a list bash does not know the parts. A word with a colon or an equals sign is
    // several words to it, and it replaces the last alone. A long line is left before patterns are matched against it, which takes seconds.
    private static string Bash(IReadOnlyList<string> program) => $$"""
        _dmlstudio() {
          COMPREPLY=()
          (( COMP_POINT <= {{CompletionLine.Longest}} )) || return 0
          local line="${COMP_LINE:0:COMP_POINT}" last="${COMP_WORDS[COMP_CWORD]}" found
          line="${line#*"${COMP_WORDS[0]}"}"
          line="${line#"${line%%[![:space:]]*}"}"
          local word= parts
          read -ra parts <<< "$line"
          [[ -z $line || ${line: -1} == [[:space:]] ]] || word="${parts[-1]}"
          [[ -z ${last//[:=]/} ]] && last=
          local before="${word%"$last"}"
          local -i kept=${#before}
          while IFS= read -r found; do
            [[ -n $found && $found == "$word"* ]] || continue
            found="${found:kept}"
            [[ $found == *[[:space:]]* ]] && printf -v found %q "$found"
            COMPREPLY+=("$found")
          done < <({{Words(program)}} "[suggest:${#line}]" "$line" 2>/dev/null)
          [[ ${#COMPREPLY[@]} == 0 && $last == *,* ]] || return 0
          while IFS= read -r found; do COMPREPLY+=("${last%,*},$found"); done < <(compgen -f -- "${last##*,}")
        }
        complete -o bashdefault -o default -F _dmlstudio {{Names}}
        """;

    private static string Zsh(IReadOnlyList<string> program) => $$"""
        #compdef {{Names}}
        _dmlstudio() {
          local line="${(j: :)words[2,CURRENT-1]} $PREFIX"
          line="${line# }"
          local -a found
          if (( ${#line} <= {{CompletionLine.Longest}} )); then
            found=("${(@f)$({{Words(program)}} "[suggest:${#line}]" "$line" 2>/dev/null)}")
          fi
          if [[ -n ${found[1]} ]]; then
            compadd -- "${found[@]}"
          else
            compset -P '--*='
            compset -P '*,'
            _files
          fi
        }
        if [[ ${funcstack[1]} == _dmlstudio ]]; then _dmlstudio "$@"; else compdef _dmlstudio {{Names}}; fi
        """;

    private static string Fish(IReadOnlyList<string> program) => $$"""
        function __dmlstudio
            set -l token (commandline -ct)
            set -l words (commandline -opc) "$token"
            set -l line (string join ' ' -- $words[2..-1])
            set -l found
            if test (string length -- "$line") -le {{CompletionLine.Longest}}
                set found ({{Words(program)}} "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            end
            if test (count $found) -gt 0
                printf '%s\n' $found
            else
                set -l before (string match -r '^(?:--[^=]*=)?(?:.*,)?' -- "$token")
                for path in (__fish_complete_path (string sub -s (math (string length -- "$before") + 1) -- "$token"))
                    echo -- $before$path
                end
            end
        end
        for name in {{Names}}
            complete -c $name -f -a '(__dmlstudio)'
        end
        """;

    private static string Words(IReadOnlyList<string> program) => string.Join(' ', program.Select(ShellWord.Of));
}
