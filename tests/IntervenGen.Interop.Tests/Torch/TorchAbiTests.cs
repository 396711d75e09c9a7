using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop.Torch;

namespace IntervenGen.Interop.Tests.Torch;

public sealed class TorchAbiTests
{
    private static readonly TorchPolicyConfig Small = new() { ObservationSize = 3, ActionSize = 2, Hidden = 4 };

    private delegate int Getter();

    [Fact]
    public void Every_torch_import_resolves()
    {
        Marshal.PrelinkAll(typeof(TorchLibrary));
        Marshal.PrelinkAll(typeof(TorchPolicy));
        Marshal.PrelinkAll(typeof(TorchPolicyHandle));
    }

    [Fact]
    public void The_torch_policy_config_has_its_literal_size_and_offsets()
    {
        Assert.Equal(56, Marshal.SizeOf<TorchPolicy.NativeConfig>());
        Assert.Equal(28, (int)Marshal.OffsetOf<TorchPolicy.NativeConfig>(nameof(TorchPolicy.NativeConfig.MinStd)));
        Assert.Equal(32, (int)Marshal.OffsetOf<TorchPolicy.NativeConfig>(nameof(TorchPolicy.NativeConfig.Seed)));
        Assert.Equal(48, (int)Marshal.OffsetOf<TorchPolicy.NativeConfig>(nameof(TorchPolicy.NativeConfig.Threads)));
        TorchLibrary.EnsureLoaded();
    }

    [Fact]
    public void Libtorch_says_its_version() => Assert.Matches(@"^\d+\.\d+\.\d+", TorchLibrary.Version);

    [Fact]
    public void A_refusal_carries_library_call_value_and_limit()
    {
        var error = Assert.Throws<NativeException>(() => new TorchPolicy(Small with { Hidden = 0 }));
        Assert.Equal($"libtorch {TorchLibrary.Version}: create policy failed (2): hidden is 0; 1 to 1024 are possible", error.Message);
        Assert.Throws<NativeException>(() => TorchLibrary.SetThreads(0));
    }

    [Fact]
    public void Thread_settings_are_accepted_more_than_once()
    {
        TorchLibrary.SetThreads(2);
        TorchLibrary.SetThreads(1);
    }

    [Fact]
    public void The_BLAS_below_libtorch_gets_one_thread()
    {
        TorchLibrary.SetThreads(2);
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out nint blas))
            return; // Another BLAS: nothing to ask.
        var threads = Marshal.GetDelegateForFunctionPointer<Getter>(NativeLibrary.GetExport(blas, "openblas_get_num_threads"));
        Assert.Equal(1, threads());
    }

    [Fact]
    public void Arrays_of_the_wrong_length_never_reach_native_code()
    {
        using var policy = new TorchPolicy(Small);
        Assert.Throws<ArgumentException>(() => policy.Loss(new float[5], new float[4], 1, 2));
        Assert.Throws<ArgumentException>(() => policy.Infer(1, new float[3], new float[7], new float[8], new float[10], new float[5]));
        Assert.Throws<NativeException>(() => policy.CopyOut(TorchSlot.Value, 0, new float[1]));
        Assert.Throws<NativeException>(() => policy.CopyOut(TorchSlot.Value, 99, new float[1]));
    }

    [Fact]
    public void Rows_out_of_range_and_an_unpacked_policy_are_refused()
    {
        using var policy = new TorchPolicy(Small);
        float[] observations = new float[6], hidden = new float[16], cell = new float[16], means = new float[20], logits = new float[10];
        Assert.Contains("not packed", Assert.Throws<NativeException>(
            () => policy.InferRows([0], 2, observations, hidden, cell, means, logits)).Message, StringComparison.Ordinal);
        policy.Pack();
        Assert.Contains("row 2 is not one of 2", Assert.Throws<NativeException>(
            () => policy.InferRows([0, 2], 2, observations, hidden, cell, means, logits)).Message, StringComparison.Ordinal);
        policy.InferRows([], 2, observations, hidden, cell, means, logits);
    }

    [Fact]
    public void A_disposed_policy_is_refused()
    {
        var policy = new TorchPolicy(Small);
        policy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => policy.Step);
    }
}
