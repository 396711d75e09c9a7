using IntervenGen.Core;
using IntervenGen.Learning.Torch;

namespace IntervenGen.Learning.Tests;

public sealed class TrainerTests
{
    [Fact]
    public void Training_learns_a_task_that_needs_memory()
    {
        PolicyConfig config = Make.Config with
        {
            Hidden = 32,
            GradientSteps = 1200,
            LearningRate = 3e-3f,
            Schedule = LearningRateSchedule.Cosine,
            AverageDecay = 0.99f,
        };
        using var trainer = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        var losses = new List<double>();
        trainer.Run(progress => losses.Add(progress.Loss));
        Assert.True(losses[^1] < losses[0] - 3, $"the loss went from {losses[0]} to {losses[^1]}");

        using var policy = new RecurrentPolicy(trainer.ToCheckpoint(), new RecurrentPolicyOptions { Greedy = true });
        using IPolicySession session = policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(1, SceneSplit.Evaluation, 0, false));
        double worst = 0;
        float before = 0;
        for (uint step = 0; step < 6; step++)
        {
            float[] observation = Make.Noise(4, 900 + step);
            observation.CopyTo(session.Observation(0));
            session.Infer([0]);
            worst = Math.Max(worst, Math.Abs((0.5f * observation[0]) - session.Action(0)[0]));
            worst = Math.Max(worst, Math.Abs((0.7f * before) - session.Action(0)[1]));
            before = observation[0];
        }

        // Actions span ±0.7; ignoring the step before would miss by up to that.
        Assert.True(worst < 0.2, $"worst error {worst}");
    }

    [Fact]
    public void A_loss_on_held_out_steps_changes_nothing_of_the_training()
    {
        PolicyConfig config = Make.Config with { GradientSteps = 40 };
        TrainingSet heldOut = Make.ToySet(segments: 5);
        using var watched = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        using var alone = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        double first = watched.LossOn(heldOut);
        watched.RunTo(20);
        double middle = watched.LossOn(heldOut);
        Assert.Equal(middle, watched.LossOn(heldOut));
        watched.Run();
        alone.Run();
        Assert.True(middle < first, $"{first}, then {middle}");
        Assert.Equal(
            alone.ToCheckpoint().Weights.Select(tensor => tensor.Values), watched.ToCheckpoint().Weights.Select(tensor => tensor.Values));
    }

    [Fact]
    public void The_loss_on_the_training_set_itself_is_near_the_training_loss()
    {
        PolicyConfig config = Make.Config with { GradientSteps = 300, AverageDecay = 0 };
        using var trainer = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        trainer.Run(every: 50);
        double last = trainer.ToCheckpoint().Facts.Loss, own = trainer.LossOn(Make.ToySet());
        Assert.InRange(own, last - 0.5, last + 0.5);
    }

    [Fact]
    public void A_training_that_starts_from_a_policy_goes_on_from_its_loss()
    {
        PolicyConfig config = Make.Config with { GradientSteps = 200, AverageDecay = 0 };
        using var first = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        first.Run();
        Checkpoint trained = first.ToCheckpoint(resumable: false);
        PolicyConfig gentle = config with { GradientSteps = 5, LearningRate = 1e-6f };
        using PolicyTrainer tuned = PolicyTrainer.From(trained, gentle, Make.Spec(), Make.ToySet());
        using var anew = new PolicyTrainer(gentle, Make.Spec(), Make.ToySet());
        tuned.Run();
        anew.Run();
        double start = tuned.ToCheckpoint(false).Facts.Loss, fresh = anew.ToCheckpoint(false).Facts.Loss;
        Assert.True(start < trained.Facts.Loss + 0.1, $"{start} after {trained.Facts.Loss}");
        Assert.True(start < fresh - 0.5, $"{start} after {trained.Facts.Loss}, {fresh} from new weights");
    }

    [Fact]
    public void A_policy_of_another_network_is_no_start()
    {
        string message = Assert.Throws<UsageException>(
            () => PolicyTrainer.From(Make.Checkpoint(), Make.Config with { Hidden = 17 }, Make.Spec(), Make.ToySet())).Message;
        Assert.Contains("2 layers of 16 units and 3 modes; 2 of 17 and 3", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, LearningRateSchedule.Constant, WindowSampling.Uniform)]
    [InlineData(0.95f, LearningRateSchedule.Cosine, WindowSampling.Weighted)]
    public void A_resumed_run_ends_with_the_bits_of_an_uninterrupted_one(float decay, LearningRateSchedule schedule, WindowSampling sampling)
    {
        PolicyConfig config = Make.Config with { AverageDecay = decay, Schedule = schedule, Sampling = sampling };
        using var whole = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        whole.Run();

        using var cancellation = new CancellationTokenSource();
        using var half = new PolicyTrainer(config, Make.Spec(), Make.ToySet());
        Assert.Throws<OperationCanceledException>(() => half.Run(_ => cancellation.Cancel(), every: 17, cancellation.Token));
        Assert.Equal(17, half.Step);
        string path = Path.Combine(Path.GetTempPath(), $"igen-resume-{Guid.NewGuid():N}.ckpt");
        try
        {
            half.ToCheckpoint().Save(path);
            using PolicyTrainer resumed = PolicyTrainer.Resume(Checkpoint.Load(path), Make.Spec(), Make.ToySet(), config, new TrainingResources { Threads = 2 });
            resumed.Run();
            Checkpoint expected = whole.ToCheckpoint(), actual = resumed.ToCheckpoint();
            Assert.Equal(expected.Flat(), actual.Flat());
            Assert.Equal(expected.Optimizer!.FirstMoments, actual.Optimizer!.FirstMoments);
            Assert.Equal(expected.Optimizer.SecondMoments, actual.Optimizer.SecondMoments);
            Assert.Equal(expected.Optimizer.Averages, actual.Optimizer.Averages);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Resuming_with_another_recipe_or_other_data_is_refused()
    {
        Checkpoint checkpoint = Make.Checkpoint(resumable: true);
        Assert.Throws<UsageException>(() => PolicyTrainer.Resume(checkpoint, Make.Spec(), Make.ToySet(), Make.Config with { LearningRate = 0.5f }));
        Assert.Throws<UsageException>(() => PolicyTrainer.Resume(checkpoint, Make.Spec(), Make.ToySet(segments: 3)));
        Assert.Throws<UsageException>(() => PolicyTrainer.Resume(checkpoint.WithoutOptimizer(), Make.Spec(), Make.ToySet()));
    }

    [Fact]
    public void Progress_counts_every_gradient_step_once()
    {
        using var trainer = new PolicyTrainer(Make.Config, Make.Spec(), Make.ToySet());
        var steps = new List<long>();
        trainer.Run(progress => steps.Add(progress.Step), every: 15);
        Assert.Equal([15, 30, 40], steps);
        Assert.Equal(40, trainer.ToCheckpoint().Facts.GradientSteps);
    }

    [Fact]
    public void An_empty_set_is_refused() => Assert.Contains(
        "no steps",
        Assert.Throws<UsageException>(() => new PolicyTrainer(Make.Config, Make.Spec(), new TrainingSet(Make.Spec()))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_set_of_another_task_is_refused() => Assert.Contains(
        "'other'", Assert.Throws<UsageException>(() => new PolicyTrainer(Make.Config, Make.Spec("other"), Make.ToySet())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Bad_numbers_in_the_data_stop_the_run_with_a_reason()
    {
        var set = new TrainingSet(Make.Spec());
        float[] observations = Make.Noise(40, 1);
        observations[7] = float.NaN;
        set.Add(observations, Make.Noise(20, 2), new TrainingGroup { Name = "bad" });
        using var trainer = new PolicyTrainer(Make.Config with { NormaliseObservations = false }, Make.Spec(), set);
        Assert.Contains("gradient step 0", Assert.Throws<IntervenGenException>(() => trainer.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_for_cuda_where_there_is_none_says_what_to_do()
    {
        if (LibTorch.HasCuda)
            return;
        var error = Assert.Throws<UsageException>(() => new PolicyTrainer(Make.Config, Make.Spec(), Make.ToySet(), new TrainingResources { Device = ComputeDevice.Cuda }));
        Assert.Contains("LIBTORCH_HOME", error.Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => new RecurrentPolicy(Make.Checkpoint(), new RecurrentPolicyOptions { Device = ComputeDevice.Cuda }));
    }
}
