using IntervenGen.Core;
using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests.Triggers;

/// <summary>Attempts in a world of one number that should fall to 0: a failed one gets stuck on its way.</summary>
internal sealed class SlideAttempts(EpisodeKind kind, int failures, int successes) : IEpisodeSource
{
    public const int Steps = 40, StuckAt = 20;

    public static TaskSpec Slide { get; } = new()
    {
        Name = "slide",
        Summary = "come down",
        Observations = [new ObservationField("height", 1), new ObservationField("colour", 2)],
        Objects = ["thing"],
        Subtasks = [new SubtaskSpec("fall", 0)],
        ActionSize = 2,
        StateSize = 0,
        Horizon = Steps,
        ModelHash = "slide",
    };

    public string Task => Slide.Name;

    public EpisodeLayout Layout { get; } = new(Slide);

    public int Count => failures + successes;

    public static TriggerData All(int failures = 40, int successes = 60)
    {
        var data = new TriggerData(Slide);
        data.Add(new SlideAttempts(EpisodeKind.Rollout, failures, successes), "rollouts");
        data.Add(new SlideAttempts(EpisodeKind.Demonstration, 0, 40), "demonstrations");
        return data;
    }

    public EpisodeSummary Summary(int episode) => new()
    {
        Attempt = episode,
        Kind = kind,
        End = episode < failures ? EpisodeEnd.Horizon : EpisodeEnd.Success,
        Reason = episode < failures ? AttemptReason.Horizon : AttemptReason.Kept,
        Steps = Steps,
    };

    public EpisodeBuffer Read(int episode)
    {
        var random = new CounterRandom(7, (ulong)episode, (uint)kind);
        var buffer = new EpisodeBuffer(Layout, Steps);
        for (int i = 0; i < Steps; i++)
        {
            bool isStuck = episode < failures && i >= StuckAt;
            int step = buffer.AddStep();
            Span<float> observation = buffer.Observation(step);
            observation[0] = Steps - (isStuck ? StuckAt : i) + (float)random.NextDouble(-0.1, 0.1);
            observation[1] = (float)random.NextDouble(-1, 1);
            buffer.Action(step)[0] = -0.5f;
            buffer.Mode(step) = kind == EpisodeKind.Demonstration ? StepMode.Human : StepMode.Policy;
            buffer.Flags(step) = isStuck ? StepFlags.TriggerContact : StepFlags.None;
        }

        return buffer;
    }
}
