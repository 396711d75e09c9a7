using System.Net;
using IntervenGen.Core;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Learning;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Deployment.Tests;

/// <summary>Policies of tasks beyond the cube on a virtual arm, over its control port.</summary>
public sealed class TaskTrialTests
{
    [Theory]
    [InlineData("coffee")]
    [InlineData("nut-insertion")]
    public void A_policy_of_any_task_succeeds_on_an_arm_with_a_tracker(string name)
    {
        using var arm = new TrackedArm(name);
        using TaskTrial trial = arm.Trial(arm.Tracker);
        trial.Begin(default);
        int good = 0;
        for (int i = 0; i < 3; i++)
        {
            var key = new EpisodeKey(1, SceneSplit.Evaluation, i, Corrupted: true);
            trial.GoToStart(key, default);
            TrialResult result = trial.Run(key, default);
            Assert.Equal(result.IsSuccess, result.IsTrulySuccessful);
            Assert.True(result.Steps > 10);
            // The belief is wrong at first, and right once something was felt.
            Assert.True((trial.Episode.BelievedPose(0, 1).Position - trial.Episode.TruePose(0, 1).Position).Length > 0.01);
            good += result.IsSuccess && result.HasTouched ? 1 : 0;
        }

        Assert.InRange(good, 2, 3);
    }

    [Fact]
    public void An_arm_that_asks_stops_before_the_action_and_the_trial_says_so()
    {
        using var arm = new TrackedArm("nut-insertion");
        using TaskTrial trial = arm.Trial(arm.Tracker, judge: new AskingAt(5));
        trial.Begin(default);
        var key = new EpisodeKey(1, SceneSplit.Evaluation, 0, Corrupted: true);
        trial.GoToStart(key, default);
        TrialResult result = trial.Run(key, default);
        Assert.Equal((AttemptReason.AskedForHelp, 5, false, null), (result.Reason, result.Steps, result.IsSuccess, result.Message));
        Assert.Equal(5, trial.Episode.Count);
    }

    [Fact]
    public void Where_a_tracker_lays_out_nothing_a_person_is_asked_to()
    {
        using var arm = new TrackedArm("nut-insertion");
        var asked = new List<string>();
        using TaskTrial trial = arm.Trial(new Nobody(), what =>
        {
            // The person lays out the scene while the hand waits, open for what it is to hold.
            asked.Add(what);
            Assert.InRange(arm.Gripper.ReadState().Width, 0.07, 0.09);
            Assert.Equal("ok", arm.Control.Answer("reset"));
        });
        trial.Begin(default);
        var key = new EpisodeKey(1, SceneSplit.Evaluation, 0, Corrupted: true);
        trial.GoToStart(key, default);
        Assert.Contains("lay out the scene of nut-insertion, hold between the fingers", Assert.Single(asked), StringComparison.Ordinal);
        // Nobody knows the truth: the task's predicates judge what is measured.
        Assert.Null(trial.Run(key, default).IsTrulySuccessful);
    }

    [Fact]
    public void Where_nobody_lays_out_a_scene_a_trial_is_refused()
    {
        using var bench = new Bench();
        using var control = new RemoteControl(bench.Server, IPAddress.Loopback, 0);
        using var tracker = TrackerClient.Connect("127.0.0.1", control.EndPoint.Port);
        using SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
        using var policy = RecurrentPolicy.Load(
            Path.Combine(Bench.RepositoryRoot, "benchmarks/paper/policies/block-grasp.ckpt"), task.Spec);
        using IPolicySession session = policy.CreateSession(1);
        using var trial = new TaskTrial(
            bench.Robot, bench.Gripper, tracker, tracker, session, new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand)), task,
            new DeploymentOptions { IsInline = true });
        var fault = Assert.Throws<UsageException>(
            () => trial.GoToStart(new EpisodeKey(1, SceneSplit.Evaluation, 0, Corrupted: true), default));
        Assert.Contains("nobody is asked to", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracker_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<IntervenGenException>(() => TrackerClient.Connect("127.0.0.1", 1));
        Assert.Contains("127.0.0.1:1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thing_that_the_tracker_does_not_know_is_named()
    {
        using var robot = new VirtualRobot(new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = RobotClock.LockStep });
        using var control = new RemoteControl(robot, IPAddress.Loopback, 0);
        using var tracker = TrackerClient.Connect("127.0.0.1", control.EndPoint.Port);
        var poses = new Pose[1];
        tracker.Track(["block"], poses);
        Assert.InRange(poses[0].Position.X, 0.3, 0.8);
        Assert.Contains("'spoon'", Assert.Throws<IntervenGenException>(() => tracker.Track(["spoon"], poses)).Message, StringComparison.Ordinal);
        Assert.Null(tracker.Judge());
        Assert.False(tracker.TryLayOut(0));
    }

    // Asks instead of one action.
    private sealed class AskingAt(int step) : IActionJudge
    {
        private int _steps;

        public void Begin() => _steps = 0;

        public bool Judge(ReadOnlySpan<float> observation, ReadOnlySpan<float> action) => _steps++ == step;

        public bool GivesBack(ReadOnlySpan<float> observation, ReadOnlySpan<float> proposed, ReadOnlySpan<float> chosen) => false;
    }

    // Neither lays out nor judges.
    private sealed class Nobody : ITrialStage
    {
        public bool TryLayOut(long attempt) => false;

        public bool? Judge() => null;
    }
}
