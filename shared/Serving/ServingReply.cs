using System.Text.Json.Serialization;

namespace DmlStudio.Serving;

/// <summary>One line of an answer.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunsReply), "runs")]
[JsonDerivedType(typeof(PredictedReply), "predicted")]
[JsonDerivedType(typeof(ProgressReply), "progress")]
[JsonDerivedType(typeof(ExplainedReply), "explained")]
[JsonDerivedType(typeof(RefusedReply), "refused")]
public abstract record ServingReply
{
    /// <summary>Whether nothing follows.</summary>
    [JsonIgnore]
    public virtual bool Last => true;
}
