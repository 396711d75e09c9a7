using IntervenGen.Core;
using IntervenGen.Learning.Policies;

namespace IntervenGen.Learning.Tests.TorchScript;

/// <summary>What calls of a module leave behind.</summary>
/// <remarks>Alone: tensors are counted for the whole process.</remarks>
[Collection(nameof(Alone))]
public sealed class TorchScriptMemoryTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Calls_of_a_module_leave_no_tensors_behind()
    {
        File.WriteAllBytes(_path, ScriptArchive.Of(Make.Checkpoint()));
        using LoadedPolicy policy = PolicyFormats.Open(_path, Make.Spec());
        using IPolicySession session = policy.Policy.CreateSession(2);
        session.Begin(0, default);
        session.Begin(1, default);
        session.Infer([0, 1]);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long tensors = TorchSharp.torch.Tensor.TotalCount;
        using (TorchSharp.torch.ones(1))
            Assert.Equal(tensors + 1, TorchSharp.torch.Tensor.TotalCount);
        for (int step = 0; step < 300; step++)
            session.Infer([0, 1]);
        Assert.NotEqual(0, session.Action(1)[0]);
        Assert.Equal(tensors, TorchSharp.torch.Tensor.TotalCount);
    }
}
