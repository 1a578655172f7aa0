using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Hidden states of a batch that pooling may ask for.</summary>
/// <param name="Last">Last layer, [B, T, H].</param>
/// <param name="First">Output of the first layer, [B, T, H]; null when not asked for.</param>
/// <param name="Previous">Output of the layer before the last, with one layer its input, [B, T, H]; null when not asked for.</param>
/// <param name="Decoder">T5: the decoder's output for the start token, [B, H]; null when not asked for.</param>
internal sealed record EncoderStates(Tensor Last, Tensor? First = null, Tensor? Previous = null, Tensor? Decoder = null);
