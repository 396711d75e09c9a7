using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Torch;

public sealed unsafe partial class TorchPolicy
{
    // igen_torch_policy_config of native/torch/igen_torch.h, field by field.
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeConfig
    {
        public int Size;
        public int Version;
        public int ObservationSize;
        public int ActionSize;
        public int Hidden;
        public int Layers;
        public int Modes;
        public float MinStd;
        public ulong Seed;
        public int Device;
        public int Isa;
        public int Threads;
        public int Reserved;
    }

    // igen_torch_rows, field by field.
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeRows
    {
        public int Size;
        public int Capacity;
        public float* Observations;
        public long ObservationCount;
        public float* Hidden;
        public long HiddenCount;
        public float* Cell;
        public long CellCount;
        public float* Means;
        public long MeanCount;
        public float* Logits;
        public long LogitCount;
    }

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_create")]
    private static partial int CreateNative(NativeConfig* config, nint* policy);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_parameter_count")]
    private static partial int ParameterCountNative(nint policy, int* count);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_parameter_name")]
    private static partial int ParameterNameNative(nint policy, int index, byte* buffer, int capacity);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_parameter_shape")]
    private static partial int ParameterShapeNative(nint policy, int index, int* rows, int* columns);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_copy_out")]
    private static partial int CopyOutNative(nint policy, int slot, int index, float* values, long count);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_copy_in")]
    private static partial int CopyInNative(nint policy, int slot, int index, float* values, long count);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_get_step")]
    private static partial int GetStepNative(nint policy, long* step);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_set_step")]
    private static partial int SetStepNative(nint policy, long step);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_loss")]
    private static partial int LossNative(
        nint policy, int method, float* observations, long observationCount, float* actions, long actionCount, int batch, int steps,
        double* loss);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_gradient")]
    private static partial int GradientNative(
        nint policy, int method, float* observations, long observationCount, float* actions, long actionCount, int batch, int steps,
        double* loss);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_train_step")]
    private static partial int TrainStepNative(
        nint policy, float* observations, long observationCount, float* actions, long actionCount, int batch, int steps,
        float learningRate, float averageDecay, double* loss);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_infer")]
    private static partial int InferNative(nint policy, NativeRows* arrays);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_pack")]
    private static partial int PackNative(nint policy);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_policy_infer_rows")]
    private static partial int InferRowsNative(nint policy, int* rows, int count, NativeRows* arrays);
}
