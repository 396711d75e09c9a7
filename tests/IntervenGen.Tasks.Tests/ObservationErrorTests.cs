using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Tests.Folders;

namespace IntervenGen.Tasks.Tests;

/// <summary>Every error of observation against the slow and obvious version of it.</summary>
public sealed class ObservationErrorTests : IDisposable
{
    private const int Bin = 1;

    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_late_camera_at_the_wrist_shows_the_object_where_the_hand_was()
    {
        const int delay = 4;
        Pose[] hands = Watch("delay: 4", 30, (lane, step, before) =>
        {
            Pose then = before[Math.Max(0, step - delay)];
            AssertSame(lane.WorldFromEef * then.Inverse() * lane.TruePose(Bin), lane.BelievedPose(Bin));
        });
        Assert.True((hands[^1].Position - hands[0].Position).Length > 0.02);
    }

    [Fact]
    public void A_delay_is_drawn_between_its_bounds_for_every_episode()
    {
        using SimulatedTask task = Open("delay: [2, 5]");
        using var lane = new SimulatedLane(task);
        var seen = new HashSet<int>();
        for (int attempt = 0; attempt < 40; attempt++)
        {
            Pose[] hands = Move(lane, attempt, 12, (_, _, _) => { });
            Pose truth = lane.TruePose(Bin), believed = lane.BelievedPose(Bin);
            seen.Add(Enumerable.Range(0, 12).Single(age =>
                ((hands[12] * hands[12 - age].Inverse() * truth).Position - believed.Position).Length < 1e-9));
        }

        Assert.Equal([2, 3, 4, 5], seen.Order());
    }

    [Fact]
    public void A_camera_without_sight_holds_its_last_measurement()
    {
        int blind = 0, longest = 0, run = 0, seen = 0;
        using SimulatedTask task = Open("dropout: {chance: 0.1, steps: 5}");
        using var lane = new SimulatedLane(task);
        for (int attempt = 0; attempt < 60; attempt++)
        {
            int last = 0;
            run = 0;
            Move(lane, attempt, 30, (_, step, hands) =>
            {
                Pose truth = lane.TruePose(Bin), believed = lane.BelievedPose(Bin);
                if ((truth.Position - believed.Position).Length < 1e-12)
                    (last, run) = (step, 0);
                else
                    AssertSame(lane.WorldFromEef * hands[last].Inverse() * truth, believed);
                blind += last == step ? 0 : 1;
                longest = Math.Max(longest, run += last == step ? 0 : 1);
                seen++;
            });
        }

        // A dropout begins after 10 steps of sight on average and lasts 5; episodes begin with sight.
        Assert.InRange((double)blind / seen, 0.22, 0.38);
        Assert.True(longest >= 5);
        Assert.Equal(0, longest % 5);
    }

    [Fact]
    public void A_walks_variance_grows_with_time()
    {
        using SimulatedTask task = Open("walk: 0.02");
        using var lane = new SimulatedLane(task);
        double early = 0, late = 0;
        const int episodes = 400;
        for (int attempt = 0; attempt < episodes; attempt++)
        {
            lane.Reset(new EpisodeKey(4, SceneSplit.Source, attempt, true));
            for (int step = 1; step <= 20; step++)
            {
                lane.Step([0, 0, 0, 0, 0, 0, 1]);
                Vec3 error = lane.BelievedPose(Bin).Position - lane.TruePose(Bin).Position;
                Assert.Equal(0, error.Z);
                early += step == 5 ? error.X * error.X : 0;
                late += step == 20 ? error.Y * error.Y : 0;
            }
        }

        // 0.02 m after one second, 20 steps; half of that after a quarter. Of 400 draws a deviation has a spread of 3.5 %.
        Assert.Equal(0.02, Math.Sqrt(late / episodes), 0.003);
        Assert.Equal(0.01, Math.Sqrt(early / episodes), 0.0015);
    }

    [Fact]
    public void A_wrong_scale_moves_along_the_line_from_its_point()
    {
        var from = new Vec3(-0.3, 0.2, 0);
        bool nearer = false, further = false;
        Draws("scale: {by: [0.02, 0.05], from: [-0.3, 0.2]}", (truth, believed) =>
        {
            Vec3 line = (truth.Position - from) with { Z = 0 }, error = believed.Position - truth.Position;
            double share = Vec3.Dot(error, line) / Vec3.Dot(line, line);
            AssertSame(new Pose(truth.Position + (share * line), truth.Orientation), believed);
            Assert.InRange(Math.Abs(share), 0.02, 0.05);
            (nearer, further) = (nearer | share < 0, further | share > 0);
        });
        Assert.True(nearer && further);
    }

    [Fact]
    public void A_turn_about_a_point_keeps_the_distance_and_turns_the_object_too()
    {
        bool left = false, right = false;
        Draws("yaw_about: {by: [2, 3]}", (truth, believed) =>
        {
            var about = new Vec3(-0.56, 0, truth.Position.Z);
            Vec3 before = truth.Position - about, after = believed.Position - about;
            double angle = Math.Atan2(Vec3.Cross(before, after).Z, Vec3.Dot(before, after));
            Assert.Equal(before.Length, after.Length, 1e-12);
            Assert.InRange(Math.Abs(angle), 2 * Math.PI / 180, 3 * Math.PI / 180);
            Quat turned = Quat.FromAxisAngle(Vec3.UnitZ, angle) * truth.Orientation;
            Assert.Equal(0, Quat.AngleBetween(turned, believed.Orientation), 1e-7);
            (left, right) = (left | angle > 0, right | angle < 0);
        });
        Assert.True(left && right);
    }

    [Fact]
    public void A_mixture_draws_one_of_its_kinds()
    {
        int near = 0, far = 0;
        Draws("mixture: {of: [{ring: [0.01, 0.02]}, {ring: [0.05, 0.06]}]}", (truth, believed) =>
        {
            double by = (believed.Position - truth.Position).Length;
            near += by is > 0.0099 and < 0.0201 ? 1 : 0;
            far += by is > 0.0499 and < 0.0601 ? 1 : 0;
        });
        Assert.Equal(200, near + far);
        Assert.InRange(near, 70, 130);
    }

    [Fact]
    public void A_mixture_of_all_adds_its_kinds_up()
    {
        Draws("mixture: {of: [{axes: {x: [0.01, 0.01]}}, {axes: {y: [0.02, 0.02]}}], draw: all}", (truth, believed) =>
            AssertSame(truth with { Position = truth.Position + new Vec3(0.01, 0.02, 0) }, believed));
    }

    [Theory]
    [InlineData(ErrorKind.Drift)]
    [InlineData(ErrorKind.Delay)]
    [InlineData(ErrorKind.Dropout)]
    [InlineData(ErrorKind.Yaw)]
    [InlineData(ErrorKind.Scale)]
    [InlineData(ErrorKind.Mixture)]
    public void Every_kind_is_wrong_on_every_task_and_goes_on_bit_for_bit_when_restored(ErrorKind kind)
    {
        foreach (TaskEntry entry in TaskCatalog.All)
        {
            using SimulatedTask task = entry.Open(new TaskOptions { Error = kind });
            using SimulatedLane lane = new(task), other = new(task);
            int about = Enumerable.Range(0, task.Spec.Objects.Count).First(obj => !task.IsTracked(obj));
            double worst = 0;
            for (int attempt = 0; attempt < 12; attempt++)
            {
                Move(lane, attempt, 20, (_, _, _) => worst = Math.Max(
                    worst, (lane.BelievedPose(about).Position - lane.TruePose(about).Position).Length));
            }

            Assert.True(worst > 0.008, $"{entry.Name}, {kind}: wrong by {worst} m");
            Assert.False(lane.IsRevealed);
            Placing.AssertContinues(lane);

            // Whatever a lane did before, the same key gives the same errors.
            Move(lane, 3, 15, (_, _, _) => { });
            Move(other, 3, 15, (_, _, _) => { });
            Assert.Equal(lane.BelievedPose(about), other.BelievedPose(about));
            var states = new double[2][];
            foreach ((int index, SimulatedLane each) in (ReadOnlySpan<(int, SimulatedLane)>)[(0, lane), (1, other)])
                each.SaveState(states[index] = new double[task.Spec.StateSize]);
            Assert.Equal(states[0], states[1]);
        }
    }

    [Fact]
    public void True_beliefs_stay_true_whatever_the_kind()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions { Error = ErrorKind.Mixture });
        using var lane = new SimulatedLane(task);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            lane.Reset(new EpisodeKey(1, SceneSplit.Source, attempt, false));
            for (int step = 0; step < 15; step++)
            {
                lane.Step([0.5f, 0.3f, 0, 0, 0, 0, 1]);
                Assert.Equal(lane.TruePose(Index.Peg), lane.BelievedPose(Index.Peg));
            }
        }
    }

    [Theory]
    [InlineData(Observability.Full, true)]
    [InlineData(Observability.Partial, true)]
    [InlineData(Observability.Force, false)]
    public void What_contact_tells_ends_the_errors_of_the_camera(Observability observability, bool ends)
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion")
            .Open(new TaskOptions(Observability: observability) { Error = ErrorKind.Delay });
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        lane.Believe(Index.Peg, lane.TruePose(Index.Peg) with { Position = lane.TruePose(Index.Peg).Position + new Vec3(0.02, 0, 0) });
        Placing.RunInto(lane, Index.Nut, Index.Peg, 0.13, () => { });
        Pose believed = lane.BelievedPose(Index.Peg);
        for (int step = 0; step < 12; step++)
            lane.Step([0, 0, 1, 0, 0, 0, 1]);
        Assert.Equal(ends, believed == lane.BelievedPose(Index.Peg));
    }

    [Fact]
    public void A_control_step_with_errors_allocates_nothing()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions { Error = ErrorKind.Mixture });
        using var lane = new SimulatedLane(task);
        var observation = new float[task.Spec.ObservationSize];
        var state = new double[task.Spec.StateSize];
        float[] action = [0.1f, 0, -0.1f, 0, 0, 0, 1];
        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                if (i % 20 == 0)
                    lane.Reset(new EpisodeKey(1, SceneSplit.Source, i, true));
                lane.Step(action);
                lane.Observe(observation);
                lane.SaveState(state);
            }
        }

        Run(200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(400);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_tasks_own_errors_take_no_place_in_a_state()
    {
        using SimulatedTask own = TaskCatalog.Find("nut-insertion").Open(), late =
            TaskCatalog.Find("nut-insertion").Open(new TaskOptions { Error = ErrorKind.Delay });
        Assert.Equal(0, own.BeliefMemorySize);
        Assert.Equal(own.Spec.StateSize + (2 * late.BeliefMemorySize), late.Spec.StateSize);
    }

    private SimulatedTask Open(string belief) => _folder.Change("box: {max: 0.04, min_in_one: 0.02}", belief).Open();

    private Pose[] Watch(string belief, int steps, Action<SimulatedLane, int, Pose[]> check)
    {
        using SimulatedTask task = Open(belief);
        using var lane = new SimulatedLane(task);
        return Move(lane, 0, steps, check);
    }

    private void Draws(string belief, Action<Pose, Pose> check)
    {
        using SimulatedTask task = Open(belief);
        using var lane = new SimulatedLane(task);
        for (int attempt = 0; attempt < 200; attempt++)
        {
            lane.Reset(new EpisodeKey(4, SceneSplit.Source, attempt, true));
            check(lane.TruePose(Bin), lane.BelievedPose(Bin));
        }
    }

    // Up and about, where nothing is touched; the hand's pose before each step and after the last.
    private static Pose[] Move(SimulatedLane lane, int attempt, int steps, Action<SimulatedLane, int, Pose[]> check)
    {
        var hands = new Pose[steps + 1];
        var action = new float[lane.Spec.ActionSize];
        lane.Reset(new EpisodeKey(4, SceneSplit.Source, attempt, true));
        hands[0] = lane.WorldFromEef;
        for (int step = 1; step <= steps; step++)
        {
            (action[0], action[1], action[2]) = (step % 14 < 7 ? 0.4f : -0.2f, -0.3f, 0.2f);
            action[^1] = 0;
            lane.Step(action);
            hands[step] = lane.WorldFromEef;
            check(lane, step, hands);
        }

        return hands;
    }

    private static void AssertSame(in Pose expected, in Pose actual)
    {
        Assert.True((expected.Position - actual.Position).Length < 1e-9, $"{expected.Position} and {actual.Position}");
        Assert.True(Quat.AngleBetween(expected.Orientation, actual.Orientation) < 1e-6);
    }
}
