namespace DmlStudio.Web.Formulas;

/// <summary>What the commands of the subset stand for.</summary>
internal static class LatexSymbols
{
    /// <summary>Letters: drawn as identifiers.</summary>
    public static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["epsilon"] = "ε",
        ["varepsilon"] = "ε",
        ["zeta"] = "ζ",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["vartheta"] = "ϑ",
        ["iota"] = "ι",
        ["kappa"] = "κ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["nu"] = "ν",
        ["xi"] = "ξ",
        ["pi"] = "π",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
        ["upsilon"] = "υ",
        ["phi"] = "φ",
        ["varphi"] = "φ",
        ["chi"] = "χ",
        ["psi"] = "ψ",
        ["omega"] = "ω",
        ["Gamma"] = "Γ",
        ["Delta"] = "Δ",
        ["Theta"] = "Θ",
        ["Lambda"] = "Λ",
        ["Xi"] = "Ξ",
        ["Pi"] = "Π",
        ["Sigma"] = "Σ",
        ["Phi"] = "Φ",
        ["Psi"] = "Ψ",
        ["Omega"] = "Ω",
        ["ell"] = "ℓ",
        ["infty"] = "∞",
        ["partial"] = "∂",
        ["nabla"] = "∇",
        ["emptyset"] = "∅",
        ["top"] = "⊤",
        ["ldots"] = "…",
        ["dots"] = "…",
        ["cdots"] = "⋯",
    };

    /// <summary>Operators and relations.</summary>
    public static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["cdot"] = "·",
        ["times"] = "×",
        ["div"] = "÷",
        ["pm"] = "±",
        ["mp"] = "∓",
        ["circ"] = "∘",
        ["odot"] = "⊙",
        ["oplus"] = "⊕",
        ["otimes"] = "⊗",
        ["ast"] = "∗",
        ["star"] = "⋆",
        ["in"] = "∈",
        ["notin"] = "∉",
        ["subset"] = "⊂",
        ["subseteq"] = "⊆",
        ["cup"] = "∪",
        ["cap"] = "∩",
        ["setminus"] = "∖",
        ["neq"] = "≠",
        ["ne"] = "≠",
        ["le"] = "≤",
        ["leq"] = "≤",
        ["ge"] = "≥",
        ["geq"] = "≥",
        ["ll"] = "≪",
        ["gg"] = "≫",
        ["approx"] = "≈",
        ["equiv"] = "≡",
        ["sim"] = "∼",
        ["propto"] = "∝",
        ["to"] = "→",
        ["rightarrow"] = "→",
        ["leftarrow"] = "←",
        ["mapsto"] = "↦",
        ["Rightarrow"] = "⇒",
        ["forall"] = "∀",
        ["exists"] = "∃",
        ["wedge"] = "∧",
        ["vee"] = "∨",
        ["mid"] = "∣",
        ["langle"] = "⟨",
        ["rangle"] = "⟩",
        ["lfloor"] = "⌊",
        ["rfloor"] = "⌋",
        ["lceil"] = "⌈",
        ["rceil"] = "⌉",
        ["|"] = "‖",
        ["Vert"] = "‖",
        ["lVert"] = "‖",
        ["rVert"] = "‖",
        ["vert"] = "|",
        ["{"] = "{",
        ["}"] = "}",
        ["%"] = "%",
        ["&"] = "&",
        ["#"] = "#",
        ["_"] = "_",
        ["colon"] = ":",
    };

    /// <summary>Big operators; their limits stand below and above on a line of its own.</summary>
    public static readonly Dictionary<string, string> Big =
        new(StringComparer.Ordinal) { ["sum"] = "∑", ["prod"] = "∏", ["int"] = "∫", ["bigcup"] = "⋃", ["bigcap"] = "⋂" };

    /// <summary>Named functions; those with limits take them below.</summary>
    public static readonly Dictionary<string, bool> Functions = new(StringComparer.Ordinal)
    {
        ["exp"] = false,
        ["log"] = false,
        ["ln"] = false,
        ["cos"] = false,
        ["sin"] = false,
        ["tan"] = false,
        ["tanh"] = false,
        ["det"] = false,
        ["dim"] = false,
        ["Pr"] = false,
        ["min"] = true,
        ["max"] = true,
        ["sup"] = true,
        ["inf"] = true,
        ["lim"] = true,
        ["arg"] = false,
        ["argmin"] = true,
        ["argmax"] = true,
        ["softmax"] = false,
        ["sign"] = false,
    };

    /// <summary>Marks over a letter.</summary>
    public static readonly Dictionary<string, string> Accents = new(StringComparer.Ordinal)
    {
        ["hat"] = "^",
        ["widehat"] = "^",
        ["tilde"] = "~",
        ["widetilde"] = "~",
        ["bar"] = "¯",
        ["overline"] = "¯",
        ["vec"] = "→",
        ["dot"] = "˙",
    };

    /// <summary>Spaces, in em.</summary>
    public static readonly Dictionary<string, string> Spaces =
        new(StringComparer.Ordinal)
        {
            [","] = "0.17",
            [":"] = "0.22",
            [";"] = "0.28",
            [" "] = "0.28",
            ["quad"] = "1",
            ["qquad"] = "2",
            ["!"] = "-0.17"
        };

    /// <summary>Kinds of letters, as MathML names them.</summary>
    public static readonly Dictionary<string, string> Variants = new(StringComparer.Ordinal)
    {
        ["mathrm"] = "normal",
        ["operatorname"] = "normal",
        ["mathbf"] = "bold",
        ["mathcal"] = "script",
        ["mathbb"] = "double-struck",
        ["mathit"] = "italic",
    };
}
