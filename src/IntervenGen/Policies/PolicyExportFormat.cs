namespace IntervenGen;

/// <summary>Formats that policies are exported to.</summary>
public enum PolicyExportFormat
{
    /// <summary>A checkpoint that robomimic 0.2 to 0.5 load, <c>.pth</c>.</summary>
    Robomimic = 0,

    /// <summary>An ONNX model of one step, <c>.onnx</c>.</summary>
    Onnx = 1,

    /// <summary>Weights by name and all else as text, <c>.safetensors</c>: the same policy, bit for bit.</summary>
    Safetensors = 2,
}
