using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntervenGen.Core;

/// <summary>What networks are computed on.</summary>
[JsonConverter(typeof(ComputeDeviceConverter))]
public enum ComputeDevice
{
    /// <summary>This process's own kernels.</summary>
    Cpu = 0,

    /// <summary>libtorch on an NVIDIA GPU.</summary>
    Cuda = 1,
}

/// <summary>Writes devices in lower case, <c>cpu</c> and <c>cuda</c>, as checkpoints and reports have them.</summary>
internal sealed class ComputeDeviceConverter() : JsonStringEnumConverter<ComputeDevice>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
