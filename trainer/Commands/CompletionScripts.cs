using DmlStudio.Trainer.Slurm;

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

    // Where nothing is offered, the shell offers files. A word with a colon is several words to bash, which replaces the last alone.
    private static string Bash(IReadOnlyList<string> program) => $$"""
        _dmlstudio() {
          local line="${COMP_LINE:0:COMP_POINT}" last="${COMP_WORDS[COMP_CWORD]}" found
          line="${line#*"${COMP_WORDS[0]}"}"
          line="${line#"${line%%[![:space:]]*}"}"
          local word="${line##*[[:space:]]}"
          [[ $last == : ]] && last=
          COMPREPLY=()
          while IFS= read -r found; do
            [[ -n $found && $found == "$word"* ]] && COMPREPLY+=("${found#"${word%"$last"}"}")
          done < <({{Words(program)}} "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _dmlstudio {{Names}}
        """;

    private static string Zsh(IReadOnlyList<string> program) => $$"""
        #compdef {{Names}}
        _dmlstudio() {
          local line="${(j: :)words[2,CURRENT]}"
          local -a found
          found=("${(@f)$({{Words(program)}} "[suggest:${#line}]" "$line" 2>/dev/null)}")
          if [[ -n ${found[1]} ]]; then compadd -- "${found[@]}"; else _files; fi
        }
        if [[ ${funcstack[1]} == _dmlstudio ]]; then _dmlstudio "$@"; else compdef _dmlstudio {{Names}}; fi
        """;

    private static string Fish(IReadOnlyList<string> program) => $$"""
        function __dmlstudio
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join ' ' -- $words[2..-1])
            {{Words(program)}} "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        for name in {{Names}}
            complete -c $name -a '(__dmlstudio)'
        end
        """;

    private static string Words(IReadOnlyList<string> program) => string.Join(' ', program.Select(JobScript.Quoted));
}
