using IntervenGen.Core;
using IntervenGen.Learning.Triggers;

namespace IntervenGen.Learning.Tests.Triggers;

public sealed class TriggerFitTests
{
    public static TheoryData<LearnedTriggerKind> Kinds => [.. Enum.GetValues<LearnedTriggerKind>()];

    [Theory]
    [InlineData(LearnedTriggerKind.Classifier)]
    [InlineData(LearnedTriggerKind.Distance)]
    [InlineData(LearnedTriggerKind.Risk)]
    public void A_trigger_fires_where_attempts_get_stuck_and_not_before(LearnedTriggerKind kind)
    {
        TriggerScoreCard card = TriggerCheck.Of(Fit(kind), SlideAttempts.All());
        Assert.Equal((100, 40), (card.Attempts, card.Failures));
        Assert.InRange(card.Recall!.Value, 0.9, 1);
        Assert.InRange(card.Precision!.Value, 0.7, 1);
        Assert.InRange(card.MedianDelay!.Value, 0, 15);
    }

    [Fact]
    public void Novelty_and_risk_share_one_budget_of_switches()
    {
        TriggerScoreCard card = TriggerCheck.Of(Fit(LearnedTriggerKind.Thrifty), SlideAttempts.All());
        Assert.InRange(card.Recall!.Value, 0.9, 1);
        // Two in a hundred steps, of both together; half as many again are allowed for attempts that set no threshold.
        Assert.InRange((double)card.Alarms / card.StepsDriven, 0.005, 0.03);
    }

    [Fact]
    public void The_contact_fires_at_once_and_always() =>
        Assert.Equal((40, 40, 0d), Of(TriggerCheck.OfContact(SlideAttempts.All())));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_data_and_seed_give_the_same_trigger(LearnedTriggerKind kind) => Assert.Equal(Fit(kind).Digest, Fit(kind).Digest);

    [Fact]
    public void Another_seed_gives_another_trigger() =>
        Assert.NotEqual(Fit(LearnedTriggerKind.Risk).Digest, Fit(LearnedTriggerKind.Risk, seed: 2).Digest);

    [Fact]
    public void Only_thrifty_has_a_rule_for_giving_the_robot_back()
    {
        Assert.NotNull(Fit(LearnedTriggerKind.Thrifty).HandBack);
        Assert.Null(Fit(LearnedTriggerKind.Risk).HandBack);
    }

    [Theory]
    [InlineData(LearnedTriggerKind.Classifier, "a classifier needs failures and successes")]
    [InlineData(LearnedTriggerKind.Risk, "a risk needs attempts that succeeded and attempts that failed")]
    public void What_learns_from_failures_says_that_there_are_none(LearnedTriggerKind kind, string expected) => Assert.Contains(
        expected, Assert.Throws<UsageException>(() => TriggerFit.Fit(SlideAttempts.All(failures: 0), Options(kind))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(LearnedTriggerKind.Novelty)]
    [InlineData(LearnedTriggerKind.Distance)]
    public void What_is_new_needs_demonstrations(LearnedTriggerKind kind)
    {
        var data = new TriggerData(SlideAttempts.Slide);
        data.Add(new SlideAttempts(EpisodeKind.Rollout, 20, 20), "rollouts");
        Assert.Contains(
            "demonstrations", Assert.Throws<UsageException>(() => TriggerFit.Fit(data, Options(kind))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_out_of_range_is_named_with_its_range() => Assert.Contains(
        "between 0.001 and 0.5",
        Assert.Throws<UsageException>(() => (Options(default) with { FalseAlarms = 0.6 }).Validated()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_seldom_succeeds_gives_a_threshold_with_a_warning()
    {
        string? few = TriggerFit.Warning(SlideAttempts.All(successes: 99), Options(LearnedTriggerKind.Classifier));
        Assert.Contains("succeeds in 99 of the attempts", few, StringComparison.Ordinal);
        Assert.Contains("--clean", few, StringComparison.Ordinal);
        Assert.Null(TriggerFit.Warning(SlideAttempts.All(successes: 100), Options(LearnedTriggerKind.Classifier)));
        // A budget is one of switches, whether attempts succeed or not.
        Assert.Null(TriggerFit.Warning(SlideAttempts.All(), Options(LearnedTriggerKind.Thrifty)));
    }

    [Theory]
    [InlineData(LearnedTriggerKind.Classifier, 400)]
    [InlineData(LearnedTriggerKind.Distance, 0)]
    [InlineData(LearnedTriggerKind.Thrifty, 2400)]
    public void A_fit_tells_how_far_it_is_to_its_last_step(LearnedTriggerKind kind, int steps)
    {
        var told = new List<int>();
        TriggerFit.Fit(SlideAttempts.All(), Options(kind), told.Add);
        Assert.Equal(steps, TriggerFit.StepsOf(Options(kind)));
        Assert.Equal(Enumerable.Range(1, steps / 50).Select(i => 50 * i), told);
    }

    [Fact]
    public void A_fit_that_is_stopped_ends_between_two_steps()
    {
        using var stop = new CancellationTokenSource();
        int last = 0;
        Assert.Throws<OperationCanceledException>(() => TriggerFit.Fit(
            SlideAttempts.All(), Options(LearnedTriggerKind.Risk),
            done =>
            {
                last = done;
                stop.Cancel();
            },
            stop.Token));
        Assert.Equal(50, last);
    }

    [Fact]
    public void A_dataset_that_is_given_twice_is_refused()
    {
        TriggerData data = SlideAttempts.All();
        var again = new SlideAttempts(EpisodeKind.Rollout, 1, 1);
        Assert.Contains(
            "given twice", Assert.Throws<UsageException>(() => data.Add(again, "rollouts")).Message, StringComparison.Ordinal);
    }

    internal static TriggerModel Fit(LearnedTriggerKind kind, ulong seed = 1) =>
        TriggerFit.Fit(SlideAttempts.All(), Options(kind) with { Seed = seed });

    private static TriggerFitOptions Options(LearnedTriggerKind kind) => new() { Kind = kind, GradientSteps = 400, Budget = 0.02 };

    private static (int, int, double?) Of(TriggerScoreCard card) => (card.Alarms, card.RightAlarms, card.MedianDelay);
}
