namespace DmlStudio.Settings;

/// <summary>Wanted format of the matrix products.</summary>
public enum PrecisionSetting
{
    /// <summary>The faster by measurement.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16 products with float32 master weights.</summary>
    Bf16,
}
