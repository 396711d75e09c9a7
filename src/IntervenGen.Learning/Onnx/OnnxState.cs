using IntervenGen.Learning.Models;

namespace IntervenGen.Learning.Onnx;

/// <summary>A recurrent state of an ONNX model: an input, and the output that is its next value.</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Output">Name of the output.</param>
/// <param name="Layers">Its first size.</param>
/// <param name="Units">Its last size; between them stand the rows.</param>
internal sealed record OnnxState(string Input, string Output, int Layers, int Units) : ModelState(Layers, Units);
