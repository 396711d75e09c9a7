using System.Runtime.Intrinsics.X86;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Interop.Tests.MuJoCo;

public sealed class PhysicsKernelsTests
{
    private static bool AreForThisMuJoCo => Avx2.IsSupported && Fma.IsSupported && MuJoCoLibrary.Version.StartsWith("2.2", StringComparison.Ordinal);

    [SkippableFact]
    public void Kernels_are_in_use_where_the_processor_has_the_vectors()
    {
        Skip.IfNot(AreForThisMuJoCo, "no kernels for this processor or this MuJoCo");
        Assert.NotEqual(PhysicsKernelLevel.Off, PhysicsKernels.Level);
        Assert.Null(PhysicsKernels.Reason);
        Assert.StartsWith("physics ", PhysicsKernels.Arithmetic, StringComparison.Ordinal);
        Assert.Contains(PhysicsKernels.Level.ToString(), MuJoCoLibrary.Path, StringComparison.OrdinalIgnoreCase);
    }

    [SkippableFact]
    public void Another_level_is_refused_once_MuJoCo_is_loaded()
    {
        Skip.IfNot(AreForThisMuJoCo, "no kernels for this processor or this MuJoCo");
        MuJoCoLibrary.EnsureLoaded();
        var refused = Assert.Throws<UsageException>(() => PhysicsKernels.Choose(PhysicsKernelLevel.Off));
        Assert.Contains("before its first use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_that_does_not_exist_is_refused()
    {
        var refused = Assert.Throws<UsageException>(() => PhysicsKernels.Choose((PhysicsKernelLevel)9));
        Assert.Contains("Auto, Off, Avx2, Avx512", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_has_a_name_for_reports()
    {
        Assert.Contains(PhysicsKernels.Name, (string[])["AVX-512", "AVX2", "none"]);
        Assert.Equal(PhysicsKernels.Level == PhysicsKernelLevel.Off, PhysicsKernels.Reason is not null);
    }
}
