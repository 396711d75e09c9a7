using IntervenGen.Core;

namespace IntervenGen.Learning.Tests;

public sealed class TrainingSetTests
{
    [Fact]
    public void Recovery_steps_become_segments_that_no_window_leaves()
    {
        var set = new TrainingSet(Make.Spec());
        var source = new FakeSource("toy", 4, 2, "PPPIIRRPPHHH", "PPP", "RR");
        TrainingGroup group = set.Add(source, SegmentFilter.Recovery, new TrainingGroup { Name = "interventions" });
        Assert.Equal((2, 3, 9), (group.Episodes, group.Segments, group.Steps));
        Assert.Equal([3, 4, 5, 6, 9, 10, 11, 200, 201], Steps(set));

        // Windows of 4 from every start, padded with the last step of their own segment.
        int[] starts = [0, 2, 3, 4, 6, 7];
        float[] observations = new float[starts.Length * 4 * 4], actions = new float[starts.Length * 4 * 2];
        set.CopyWindows(starts, 4, set.Normalization(false), observations, actions);
        Assert.Equal(
            [3, 4, 5, 6, 5, 6, 6, 6, 6, 6, 6, 6, 9, 10, 11, 11, 11, 11, 11, 11, 200, 201, 201, 201],
            Enumerable.Range(0, starts.Length * 4).Select(i => observations[4 * i]));
        Assert.Equal(observations.Where((_, i) => i % 4 == 0), actions.Where((_, i) => i % 2 == 0).Select(value => -value));
    }

    [Fact]
    public void Without_a_filter_an_episode_is_one_segment()
    {
        var set = new TrainingSet(Make.Spec());
        TrainingGroup group = set.Add(new FakeSource("toy", 4, 2, "HHPPH", "HH"), SegmentFilter.All, new TrainingGroup { Name = "demos" });
        Assert.Equal((2, 2, 7), (group.Episodes, group.Segments, group.Steps));
    }

    [Fact]
    public void Episodes_can_be_chosen_by_index()
    {
        var set = new TrainingSet(Make.Spec());
        set.Add(new FakeSource("toy", 4, 2, "HH", "HHH", "H"), SegmentFilter.All, new TrainingGroup { Name = "demos" }, episode => episode != 1);
        Assert.Equal([0, 1, 200], Steps(set));
    }

    [Fact]
    public void Uniform_windows_visit_every_start_once_per_pass_in_an_order_of_the_seed()
    {
        TrainingSet set = Make.ToySet(segments: 7, steps: 15);
        Assert.Equal(105, set.Count);
        int[] firstPass = Draw(set, seed: 1, from: 0, to: 21), secondPass = Draw(set, 1, 21, 42), otherSeed = Draw(set, 2, 0, 21);
        Assert.Equal(Enumerable.Range(0, 105), firstPass.Order());
        Assert.Equal(Enumerable.Range(0, 105), secondPass.Order());
        Assert.NotEqual(firstPass, secondPass);
        Assert.NotEqual(firstPass, otherSeed);
        Assert.NotEqual(Enumerable.Range(0, 105), firstPass);
        Assert.Equal(firstPass[50..], Draw(set, 1, 10, 21));
    }

    [Fact]
    public void Weighted_windows_come_from_groups_by_weight_whatever_their_sizes()
    {
        var set = new TrainingSet(Make.Spec());
        set.Add(Make.Noise(4 * 300, 1), Make.Noise(2 * 300, 2), new TrainingGroup { Name = "base", Weight = 1 });
        set.Add(Make.Noise(4 * 10, 3), Make.Noise(2 * 10, 4), new TrainingGroup { Name = "interventions", Weight = 3 });
        var starts = new int[100];
        int rare = 0;
        for (int step = 0; step < 100; step++)
        {
            set.SampleWindows(1, step, WindowSampling.Weighted, starts);
            rare += starts.Count(start => start >= 300);
        }

        // 10,000 draws at 0.75: five standard deviations are 217.
        Assert.InRange(rare, 7500 - 217, 7500 + 217);
    }

    [Fact]
    public void Normalisation_gives_mean_zero_and_deviation_one()
    {
        TrainingSet set = Make.ToySet();
        ObservationNormalization normalization = set.Normalization(true);
        var normalised = new float[set.Observations.Length];
        for (int i = 0; i < set.Count; i++)
            normalization.Apply(set.Observations.Slice(4 * i, 4), normalised.AsSpan(4 * i, 4));
        ObservationNormalization again = ObservationNormalization.Measure(normalised, 4);
        for (int j = 0; j < 4; j++)
        {
            Assert.Equal(0, again.Mean[j], 1e-5f);

            // The floor of 1e-3 is in both: once in the scale divided by, once in the one measured.
            Assert.Equal(1, again.Scale[j], 3e-3f);
        }
    }

    [Fact]
    public void A_constant_component_does_not_blow_up()
    {
        ObservationNormalization normalization = ObservationNormalization.Measure([2, 2, 2], 1);
        var result = new float[1];
        normalization.Apply([2], result);
        Assert.Equal(0, result[0]);
        Assert.Equal(1e-3f, normalization.Scale[0]);
    }

    [Fact]
    public void What_never_changes_in_training_hardly_moves_a_policy_when_it_does()
    {
        var set = new TrainingSet(Make.Spec());
        set.Add([0.1f, 0.85f, 3, 0, 0.2f, 0.85f, 5, 1], new float[4], new TrainingGroup { Name = "a peg that never turns" });
        ObservationNormalization normalization = set.Normalization(true);
        var result = new float[4];
        normalization.Apply([0.1f, 0.82f, 3, 0], result);
        Assert.Equal(-0.03f, result[1], 1e-6f);
        Assert.True(normalization.Scale[0] < 0.1f);
    }

    [Fact]
    public void A_sign_that_was_never_given_in_training_is_noticed_when_it_is()
    {
        // A pose that never changes, three zeros of a direction, and a number that changes.
        ObservationNormalization normalization = ObservationNormalization.Measure(
            [0, 0.8f, 0, 0, 0, 1, 0, 0.8f, 0, 0, 0, 2], 6, 2, 3, 1);
        Assert.Equal([1, 1, 1e-3f, 1e-3f, 1e-3f], normalization.Scale[..5].ToArray());
    }

    [Theory]
    [InlineData("other", 4, 2, "'other'")]
    [InlineData("toy", 5, 2, "observations of 5")]
    [InlineData("toy", 4, 3, "actions of 3")]
    public void A_dataset_of_another_task_or_shape_is_refused(string task, int observationSize, int actionSize, string named)
    {
        var set = new TrainingSet(Make.Spec());
        var source = new FakeSource(task, observationSize, actionSize, "HH");
        string message = Assert.Throws<UsageException>(() => set.Add(source, SegmentFilter.All, new TrainingGroup { Name = "data" })).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("'data'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_without_a_usable_step_is_refused()
    {
        var set = new TrainingSet(Make.Spec());
        string message = Assert.Throws<UsageException>(
            () => set.Add(new FakeSource("toy", 4, 2, "PPP"), SegmentFilter.Recovery, new TrainingGroup { Name = "data" })).Message;
        Assert.Equal("'data' has 1 episodes and no recovery step to learn from", message);
    }

    [Fact]
    public void Bad_settings_are_refused_by_name_and_limit()
    {
        Assert.Equal("hidden is 2000; 1 to 1024 are possible", Assert.Throws<UsageException>(() => (Make.Config with { Hidden = 2000 }).Validate()).Message);
        Assert.Equal(
            "threads is 257; 1 to 256 are possible",
            Assert.Throws<UsageException>(() => new TrainingResources { Threads = 257 }.Validate()).Message);
        Assert.Throws<UsageException>(() => (Make.Config with { LearningRate = float.NaN }).Validate());
        Assert.Throws<UsageException>(() => (Make.Config with { AverageDecay = 1 }).Validate());
        PolicyConfig.Demo.Validate();
        PolicyConfig.Robomimic.Validate();
    }

    [Fact]
    public void The_cosine_schedule_falls_from_the_full_rate_to_a_hundredth()
    {
        PolicyConfig config = Make.Config with { Schedule = LearningRateSchedule.Cosine, GradientSteps = 100 };
        Assert.Equal(config.LearningRate, config.RateAt(0));
        Assert.Equal(0.505f * config.LearningRate, config.RateAt(50), 1e-7f);
        Assert.Equal(0.01f * config.LearningRate, config.RateAt(100), 1e-7f);
    }

    private static int[] Draw(TrainingSet set, ulong seed, int from, int to)
    {
        var result = new List<int>();
        var starts = new int[5];
        for (int step = from; step < to; step++)
        {
            set.SampleWindows(seed, step, WindowSampling.Uniform, starts);
            result.AddRange(starts);
        }

        return [.. result];
    }

    private static IEnumerable<int> Steps(TrainingSet set)
    {
        float[] observations = set.Observations.ToArray();
        return Enumerable.Range(0, set.Count).Select(i => (int)observations[4 * i]);
    }

    // Episodes spelt by their modes; the first observation number is 100 * episode + step, the first action its negative.
    private sealed class FakeSource(string task, int observationSize, int actionSize, params string[] episodes) : IEpisodeSource
    {
        public string Task => task;

        public EpisodeLayout Layout { get; } = new(0, 1, observationSize, actionSize);

        public int Count => episodes.Length;

        public EpisodeSummary Summary(int episode) => new()
        {
            Attempt = episode,
            Kind = EpisodeKind.Intervention,
            End = EpisodeEnd.Success,
            Reason = AttemptReason.Kept,
            Steps = episodes[episode].Length,
        };

        public EpisodeBuffer Read(int episode)
        {
            var buffer = new EpisodeBuffer(Layout, episodes[episode].Length);
            foreach (char mode in episodes[episode])
            {
                int step = buffer.AddStep();
                buffer.Observation(step)[0] = (100 * episode) + step;
                buffer.Action(step)[0] = -buffer.Observation(step)[0];
                buffer.Mode(step) = mode switch
                {
                    'P' => StepMode.Policy,
                    'I' => StepMode.Interpolation,
                    'R' => StepMode.Replay,
                    _ => StepMode.Human,
                };
            }

            return buffer;
        }
    }
}
