using System.Globalization;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Collects added tokens from tokenizer.json, added_tokens.json and tokenizer_config.json; files that
/// contradict each other are refused.</summary>
internal sealed class AddedTokenReader
{
    private readonly List<AddedToken> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _contents = [];

    /// <summary>The tokens.</summary>
    public IReadOnlyList<AddedToken> Tokens => _tokens;

    /// <summary>Their ids.</summary>
    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>Adds a token that is known already only where it says the same.</summary>
    /// <param name="token">The token.</param>
    /// <param name="from">Named in messages.</param>
    public void Add(AddedToken token, string from)
    {
        if (token.Content.Length == 0)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"{from}: the added token {token.Id} has no content. Copy the file again."));
        }
        if (_ids.TryGetValue(token.Content, out var before))
        {
            if (before == token.Id) { return; }
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{from}: the added token \"{token.Content}\" stands twice (ids {before} and {token.Id}); expected it once. Make "
                        + $"the tokenizer files agree."));
        }
        if (_contents.TryGetValue(token.Id, out var other))
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{from}: the added tokens \"{other}\" and \"{token.Content}\" both have the id {token.Id}; expected an id of its "
                        + $"own for each. Make the tokenizer files agree."));
        }
        _ids[token.Content] = token.Id;
        _contents[token.Id] = token.Content;
        _tokens.Add(token);
    }

    /// <summary>The field <c>added_tokens</c> of tokenizer.json.</summary>
    public void AddAll(JsonPlace tokens)
    {
        foreach (var token in tokens.Items())
        {
            var known = _tokens.Count;
            Add(Read(token, token.Need("id").Whole(0, TokenId.Largest)), tokens.File);
            if (_tokens.Count == known) { throw token.Need("content").Fault("expected every added token once"); }
        }
    }

    /// <summary>added_tokens.json and the field <c>added_tokens_decoder</c> of tokenizer_config.json, where they are there.</summary>
    public void AddOthers(string folder, SpecialNames names)
    {
        if (names.Config?.Find("added_tokens_decoder") is { } decoder)
        {
            foreach (var (id, token) in decoder.Fields())
            {
                if (!int.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                    out var number) || number > TokenId.Largest)
                {
                    throw token.Fault(FormattableString.Invariant($"expected a whole number from 0 to {TokenId.Largest} as its name"));
                }
                Add(Read(token, number), decoder.File);
            }
        }
        var path = Path.Combine(folder, "added_tokens.json");
        if (!File.Exists(path)) { return; }
        foreach (var (content, id) in JsonPlace.Read(path).Fields())
        {
            var special = new[] { "bos", "eos", "cls", "sep", "pad", "unk", "mask" }.Any(n => names.Of(n) == content);
            Add(new AddedToken(content, id.Whole(0, TokenId.Largest), Normalized: !special), path);
        }
    }

    private static AddedToken Read(JsonPlace token, int id)
    {
        bool On(string flag) => token.Flag(flag) ?? false;
        return new AddedToken(token.Need("content").Text(), id, On("single_word"), On("lstrip"), On("rstrip"), token.Flag("normalized")
            ?? !On("special"));
    }
}
