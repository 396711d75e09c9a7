using System.Runtime.CompilerServices;
using IntervenGen.Learning.Onnx;

namespace IntervenGen.Learning.Tests.Onnx;

/// <summary>Tests use the runtime themselves, before a policy has asked for it.</summary>
internal static class OnnxRuntimeSetup
{
    [ModuleInitializer]
    internal static void Install() => OnnxRuntimeLibrary.Install();
}
