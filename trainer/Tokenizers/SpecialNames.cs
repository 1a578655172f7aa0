using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>The names of special tokens that tokenizer_config.json and special_tokens_map.json give, and what else they
/// say of a text.</summary>
internal sealed class SpecialNames
{
    private readonly JsonPlace? _config;
    private readonly JsonPlace? _map;

    /// <summary>Reads the files of a folder, where they are there.</summary>
    /// <exception cref="InvalidDataException">One of them is damaged, or asks for texts cut from the left.</exception>
    public SpecialNames(string folder)
    {
        JsonPlace? Open(string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? JsonPlace.Read(path) : null;
        (_config, _map) = (Open("tokenizer_config.json"), Open("special_tokens_map.json"));
        Class = _config?.Text("tokenizer_class") ?? Open("config.json")?.Text("tokenizer_class") ?? "";
        if (_config?.Find("truncation_side") is { } side && side.Text() != "right")
        {
            throw side.Fault("expected right: texts are cut at their end", "Choose another encoder");
        }
    }

    /// <summary>The name of a token (<c>cls</c>, <c>sep</c>, <c>pad</c>, <c>unk</c>, <c>mask</c>), or null where no
    /// file gives one.</summary>
    public string? Of(string token) => Name(_config?.Find(token + "_token")) ?? Name(_map?.Find(token + "_token"));

    /// <summary>A yes or no of tokenizer_config.json, or null where it says nothing.</summary>
    public bool? Flag(string name) => _config?.Flag(name);

    /// <summary>tokenizer_config.json.</summary>
    public JsonPlace? Config => _config;

    /// <summary>The class that reads the tokenizer in the reference, or empty.</summary>
    public string Class { get; }

    private static string? Name(JsonPlace? token) =>
        token is not { } t ? null : t.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? t.Need("content").Text() : t.Text();
}
