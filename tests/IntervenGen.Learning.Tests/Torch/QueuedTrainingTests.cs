using IntervenGen.Core;

namespace IntervenGen.Learning.Tests.Torch;

/// <summary>A training as on a GPU, whose steps are queued and waited for later, run on the CPU.</summary>
/// <remarks>Alone: other tests count tensors for the whole process.</remarks>
[Collection(nameof(Alone))]
public sealed class QueuedTrainingTests
{
    private static readonly TrainingResources s_asOnGpu = new() { AsOnGpu = true };

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    public void Losses_of_queued_steps_are_those_of_steps_that_are_waited_for(int every)
    {
        PolicyConfig config = Make.Config with { GradientSteps = 250 };
        List<TrainingProgress> queued = Run(config, s_asOnGpu, every), waitedFor = Run(config, TrainingResources.OneThread, every);
        Assert.Equal(waitedFor.Select(progress => progress.Step), queued.Select(progress => progress.Step));
        Assert.All(waitedFor.Zip(queued), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-2));
    }

    [Fact]
    public void A_queued_training_that_was_stored_and_gone_on_with_ends_with_the_same_bits()
    {
        PolicyConfig config = Make.Config with { GradientSteps = 40 };
        using var whole = new PolicyTrainer(config, Make.Spec(), Make.ToySet(), s_asOnGpu);
        using var first = new PolicyTrainer(config, Make.Spec(), Make.ToySet(), s_asOnGpu);
        whole.Run(every: 40);
        first.RunTo(25, every: 40);
        using PolicyTrainer second = PolicyTrainer.Resume(first.ToCheckpoint(), Make.Spec(), Make.ToySet(), config, s_asOnGpu);
        second.Run(every: 40);
        Assert.Equal(whole.ToCheckpoint().Flat(), second.ToCheckpoint().Flat());
    }

    [Fact]
    public void A_queued_loss_that_is_not_finite_is_told_with_its_step()
    {
        // One action so far off that its square is no float: the first window that has it tells.
        TrainingSet set = Make.ToySet();
        float[] actions = new float[30];
        actions[^1] = 3e38f;
        set.Add(new float[60], actions, new TrainingGroup { Name = "far off", Operator = "scripted" });
        PolicyConfig config = Make.Config with { GradientSteps = 400 };
        using var queued = new PolicyTrainer(config, Make.Spec(), set, s_asOnGpu);
        using var waitedFor = new PolicyTrainer(config, Make.Spec(), set);
        string told = Assert.Throws<IntervenGenException>(() => queued.Run(every: 400)).Message;
        Assert.Matches("the loss is .* at gradient step [0-9]+;", told);
        Assert.Equal(Assert.Throws<IntervenGenException>(() => waitedFor.Run(every: 400)).Message, told);
    }

    private static List<TrainingProgress> Run(PolicyConfig config, TrainingResources resources, int every)
    {
        using var trainer = new PolicyTrainer(config, Make.Spec(), Make.ToySet(), resources);
        var reports = new List<TrainingProgress>();
        trainer.Run(reports.Add, every);
        return reports;
    }
}
