using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntervenGen.Core;

/// <summary>The device on which networks are trained and evaluated.</summary>
[JsonConverter(typeof(ComputeDeviceConverter))]
public enum ComputeDevice
{
    /// <summary>The CPU, through this process's own kernels.</summary>
    Cpu = 0,

    /// <summary>An NVIDIA GPU, through libtorch.</summary>
    Cuda = 1,
}

/// <summary>Writes devices in lower case, <c>cpu</c> and <c>cuda</c>, as checkpoints and reports have them.</summary>
internal sealed class ComputeDeviceConverter() : JsonStringEnumConverter<ComputeDevice>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
