namespace DmlStudio.Settings;

/// <summary>Course of the learning rate after warm-up.</summary>
public enum RateCourse
{
    /// <summary>Half a cosine down to 0.</summary>
    Cosine,

    /// <summary>A line down to 0.</summary>
    Linear,

    /// <summary>The same at every step.</summary>
    Constant,
}
