namespace DmlStudio.Settings;

/// <summary>Number format of the encoder's matrix products; everything else is float32 always.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16 products with float32 master weights.</summary>
    Bf16,
}
