using IntervenGen.Numerics;

namespace IntervenGen.Core.Tests;

public sealed class StepRecorderTests
{
    private static readonly EpisodeLayout s_layout = new(stateSize: 2, objectCount: 2, observationSize: 3, actionSize: 4);
    private static readonly float[] s_action = [0.1f, 0.2f, 0.3f, -1];

    private readonly EpisodeBuffer _record = new(s_layout, 2);
    private readonly Measured _source = new();

    [Fact]
    public void A_step_holds_the_state_as_it_was_before_the_action()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal([1, 2], _record.State(0).ToArray());
    }

    [Fact]
    public void A_step_holds_the_observation_that_was_acted_on()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal([3f, 4f, 5f], _record.Observation(0).ToArray());
    }

    [Fact]
    public void A_step_holds_the_action()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(s_action, _record.Action(0).ToArray());
    }

    [Fact]
    public void A_step_holds_where_the_hand_is()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(Measured.At(6), _record.Eef(0));
    }

    [Fact]
    public void A_step_holds_where_its_action_sends_the_hand()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(Measured.At(0.1f), _record.Target(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_step_holds_where_every_object_is(int obj)
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(Measured.At(10 + obj), _record.TruePose(0, obj));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_step_holds_where_every_object_is_believed(int obj)
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(Measured.At(20 + obj), _record.BelievedPose(0, obj));
    }

    [Fact]
    public void A_step_holds_where_the_contact_is()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal([7, 8, 9], _record.ContactPosition(0).ToArray());
    }

    [Fact]
    public void A_step_holds_both_fingers()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal([0.04f, -0.03f], _record.Fingers(0).ToArray());
    }

    [Theory]
    [InlineData(StepMode.Policy)]
    [InlineData(StepMode.Replay)]
    public void A_step_holds_who_chose_it(StepMode mode)
    {
        StepRecorder.Add(_record, _source, s_action, mode, 0);
        Assert.Equal(mode, _record.Mode(0));
    }

    [Fact]
    public void A_step_holds_its_subtask()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 1);
        Assert.Equal(1, _record.Subtask(0));
    }

    [Theory]
    [InlineData(false, false, StepFlags.None)]
    [InlineData(true, false, StepFlags.TriggerContact)]
    [InlineData(false, true, StepFlags.Revealed)]
    [InlineData(true, true, StepFlags.TriggerContact | StepFlags.Revealed)]
    public void A_step_holds_whether_there_is_contact_and_what_is_known(bool touches, bool knows, StepFlags expected)
    {
        (_source.TriggerContact, _source.IsRevealed) = (touches, knows);
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(expected, _record.Flags(0));
    }

    [Fact]
    public void Success_is_of_the_end_of_a_step_and_not_of_its_beginning()
    {
        _source.IsSuccess = true;
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        Assert.Equal(StepFlags.None, _record.Flags(0));
    }

    [Theory]
    [InlineData(true, StepFlags.TriggerContact | StepFlags.Success)]
    [InlineData(false, StepFlags.TriggerContact)]
    public void Closing_a_step_adds_whether_the_task_is_done_and_keeps_the_rest(bool isDone, StepFlags expected)
    {
        _source.TriggerContact = true;
        int step = StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        _source.IsSuccess = isDone;
        StepRecorder.Close(_record, step, _source);
        Assert.Equal(expected, _record.Flags(step));
    }

    [Fact]
    public void Steps_are_counted_from_zero()
    {
        Assert.Equal(0, StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0));
        Assert.Equal(1, StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0));
    }

    [Fact]
    public void A_full_record_takes_no_further_step()
    {
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0);
        string message = Assert.Throws<InvalidOperationException>(
            () => StepRecorder.Add(_record, _source, s_action, StepMode.Human, 0)).Message;
        Assert.Contains("2 steps", message, StringComparison.Ordinal);
        Assert.Equal(2, _record.Count);
    }

    /// <summary>A source whose every number is another.</summary>
    private sealed class Measured : IStepSource
    {
        public Pose WorldFromEef => At(6);

        public (double First, double Second) Fingers => (0.04, -0.03);

        public bool TriggerContact { get; set; }

        public Vec3 TriggerPosition => new(7, 8, 9);

        public bool IsRevealed { get; set; }

        public bool IsSuccess { get; set; }

        public static Pose At(double x) => new(new Vec3(x, 0, 0), Quat.Identity);

        public Pose TruePose(int obj) => At(10 + obj);

        public Pose BelievedPose(int obj) => At(20 + obj);

        public void Observe(Span<float> observation) => (observation[0], observation[1], observation[2]) = (3, 4, 5);

        public Pose TargetOf(ReadOnlySpan<float> action) => At(action[0]);

        public void SaveState(Span<double> state) => (state[0], state[1]) = (1, 2);
    }
}
