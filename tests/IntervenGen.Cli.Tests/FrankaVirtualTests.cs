using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using IntervenGen.Learning;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.Cli.Tests;

/// <summary>The Franka commands as a user meets them: two processes, one of them the virtual robot.</summary>
public sealed class FrankaVirtualTests(VirtualRobotProcess robot) : IClassFixture<VirtualRobotProcess>
{
    private const int Interrupt = 2;

    // On the way from where a trial left it to home the arm makes two motions; the third is the policy's.
    private const int PolicysMotion = 3;

    [Fact]
    public void A_state_a_check_and_a_recovery_are_one_JSON_line_each()
    {
        JsonObject state = State();
        Assert.Equal("Idle", (string)state["robot_mode"]!);
        Assert.Equal(16, state["O_T_EE"]!.AsArray().Count);
        Assert.Equal(18, state["accelerometer_top"]!.AsArray().Count);

        JsonObject check = Igen.Run(robot.Arm("check", "--seconds", "0.5", "--motion", "--motion-seconds", "0.5", "--realtime", "Off", "--max-lost", "100")).Expect(0).Json;
        Assert.True((bool)check["good"]!);
        Assert.Equal(10, (int)check["version"]!);
        Assert.InRange((double)check["seconds"]!, 0.5, 0.6);
        Assert.InRange((double)check["arrived_share"]!, 0.5, 1);
        Assert.InRange((double)check["states_per_second"]!, 500, 1000);
        Assert.True((double)check["interval_us_p50"]! <= (double)check["interval_us_p99"]!);
        Assert.True((double)check["interval_us_p99"]! <= 1000 * (double)check["longest_gap_ms"]!);
        JsonObject machine = check["realtime"]!.AsObject();
        Assert.Equal(["sched_fifo", "memory_locked", "realtime_kernel", "cpu_governor", "advice"], machine.Select(entry => entry.Key));
        // Whatever is missing comes with a piece of advice.
        Assert.Equal(machine.Count(entry => entry.Value is JsonValue value && !(bool)value), machine["advice"]!.AsArray().Count);
        JsonObject motion = check["motion"]!.AsObject();
        Assert.InRange((long)motion["cycles"]!, 500, 520);
        Assert.Equal(1, (double)motion["control_command_success_rate"]!);
        Assert.Equal(0, (long)motion["alloc_bytes"]!);

        JsonObject recovery = Igen.Run(robot.Arm("recover")).Expect(0).Json;
        Assert.Equal(["Idle", "Idle"], ((string[])["before", "after"]).Select(key => (string)recovery[key]!));
        AssertStays(state, State());
    }

    [Fact]
    public void A_check_that_finds_too_few_commands_in_time_fails()
    {
        using var lossy = new VirtualRobot(new VirtualRobotOptions
        {
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = TimeSpan.FromMilliseconds(5),
            Faults = new LinkFaults { Seed = 3, LostCommands = 0.2 },
        });
        string[] check = ["franka", "check", "--host", "127.0.0.1", "--port", $"{lossy.Port}", "--seconds", "0.1", "--max-lost", "100", "--motion", "--motion-seconds", "0.6", "--realtime", "Off", "--json"];
        Outcome outcome = Igen.Run(check).Expect(1);
        Assert.Contains("of the commands came in time, less than 95 %", outcome.Complaint(), StringComparison.Ordinal);
        Assert.InRange((double)outcome.Json["motion"]!["control_command_success_rate"]!, 0.5, 0.9);
        Assert.False((bool)outcome.Json["good"]!);
        Assert.Contains(outcome.Errors, line => line.Contains("holds still", StringComparison.Ordinal));
        Assert.True((bool)Igen.Run([.. check, "--min-success", "0.5"]).Expect(0).Json["good"]!);
        Assert.Contains("--min-success is 2", Igen.Run([.. check, "--min-success", "2"]).Expect(2).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_the_robot_ends_gives_numbers_likely_side_and_remedy()
    {
        using var deaf = new VirtualRobot(new VirtualRobotOptions
        {
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = TimeSpan.FromMilliseconds(5),
            Faults = new LinkFaults { Seed = 3, LostCommands = 0.9 },
        });
        Outcome outcome = Igen.Run(
            "franka", "check", "--host", "127.0.0.1", "--port", $"{deaf.Port}", "--seconds", "0.1", "--max-lost", "100", "--motion",
            "--motion-seconds", "10", "--realtime", "Off", "--json").Expect(1);
        Assert.Contains("[communication_constraints_violation]; likely side: ", outcome.Complaint(), StringComparison.Ordinal);
        Assert.Equal("communication_constraints_violation", (string)outcome.Json["motion"]!["ended_by"]![0]!);
        Assert.InRange((int)outcome.Json["motion"]!["cycles"]!, 20, 10_000);
    }

    [Fact]
    public void A_missing_hand_is_named_as_such()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int closed = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Outcome outcome = Igen.Run("franka", "gripper", "state", "--host", "127.0.0.1", "--gripper-port", $"{closed}");
        Assert.Contains("no Franka Hand answers there", outcome.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gripper_does_what_it_is_told()
    {
        Assert.False((bool)Igen.Run(robot.Gripper("state")).Expect(0).Json["is_grasped"]!);
        Assert.Equal(0.08, (double)Igen.Run(robot.Gripper("home")).Expect(0).Json["max_width"]!, 1e-3);
        Assert.Equal(0.03, (double)Igen.Run(robot.Gripper("move", "--width", "0.03")).Expect(0).Json["width"]!, 2e-3);
        // There is nothing between the fingers.
        JsonObject air = Igen.Run(robot.Gripper("grasp", "--width", "0.02")).Expect(1).Json;
        Assert.False((bool)air["done"]! || (bool)air["is_grasped"]!);
        Assert.True((bool)Igen.Run(robot.Gripper("stop")).Expect(0).Json["done"]!);
    }

    [Fact]
    public void A_hand_that_is_missing_is_named_and_may_be_gone_without()
    {
        const string nobody = "1";
        string[] run = robot.Arm(
            "run", "--gripper-port", nobody, "--camera", robot.Camera, "--calibration", robot.Calibration, "--lock-step", "--policy",
            VirtualRobotProcess.Policy("block-grasp"), "--dry-run");
        Assert.Contains("Without a hand: --no-gripper", Igen.Run(run).Expect(1).Complaint(), StringComparison.Ordinal);
        Igen.Run([.. run, "--no-gripper"]).Expect(0);
    }

    [Fact]
    public void A_policy_lifts_the_cube_is_shown_beforehand_goes_on_and_is_interrupted()
    {
        JsonObject before = State();
        JsonObject plan = Igen.Run(robot.Run("--dry-run")).Expect(0).Json;
        Assert.Equal(3, plan["cube"]!.AsArray().Count);
        Assert.Equal(4, plan["first_action"]!.AsArray().Count);
        AssertStays(before, State());

        string store = robot["arm.igen"];
        JsonObject two = Igen.Run(robot.Run("--trials", "2", "--out", store)).Expect(0).Json;
        Assert.Equal(2, (int)two["successes"]!);
        Assert.Equal(2, (int)two["trials"]!);
        Assert.Equal(0, (long)two["lost_states"]!);
        Igen.Run("dataset", "verify", store).Expect(0);
        AssertHolds(store, 2);

        Assert.Contains("'seed' is 1 there and 9 here", Igen.Run(robot.Run("--trials", "3", "--seed", "9", "--out", store)).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("'config.policy'", Igen.Run(robot.Run("--trials", "3", "--policy", OtherPolicy(), "--out", store)).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("made by another run", Igen.Run(robot.Run("--trials", "3", "--no-error", "--out", store)).Expect(2).Complaint(), StringComparison.Ordinal);
        AssertHolds(store, 2);

        using (Igen igen = Igen.Start(robot.Run("--trials", "3", "--out", store)))
        {
            WaitForMotion(igen, PolicysMotion);
            igen.Signal(Interrupt);
            Assert.Contains("the same command goes on", igen.Wait().Expect(130).Complaint(), StringComparison.Ordinal);
        }

        JsonObject rest = State();
        Assert.Equal("Idle", (string)rest["robot_mode"]!);
        Assert.All(rest["dq"]!.AsArray(), speed => Assert.InRange(Math.Abs((double)speed!), 0, 0.02));
        AssertHolds(store, 2);

        Outcome third = Igen.Run(robot.Run("--trials", "3", "--out", store)).Expect(0);
        Assert.Contains(third.Errors, line => line.Contains("trial 3 of 3", StringComparison.Ordinal));
        Assert.DoesNotContain(third.Errors, line => line.Contains("trial 1 of 3", StringComparison.Ordinal) || line.Contains("trial 2 of 3", StringComparison.Ordinal));
        Assert.Equal(3, (int)third.Json["store_trials"]!);
        Assert.InRange((int)third.Json["store_successes"]!, 2, 3);
        AssertHolds(store, 3);
        Igen.Run("dataset", "verify", store).Expect(0);
    }

    [Fact]
    public void A_robot_that_dies_in_a_trial_is_one_line_within_ten_seconds()
    {
        using var other = new VirtualRobotProcess();
        using Igen igen = Igen.Start(other.Run("--trials", "1", "--out", other["arm.igen"]));
        WaitForMotion(igen, PolicysMotion);
        other.Kill();
        var clock = Stopwatch.StartNew();
        Outcome outcome = igen.Wait().Expect(1);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.Matches("igen: .*(no state came|closed the connection|is lost)", outcome.Complaint());
        AssertHolds(other["arm.igen"], 0);
    }

    [Theory]
    [InlineData(2, "--port is 70000", "state", "--host", "127.0.0.1", "--port", "70000")]
    [InlineData(2, "--gripper-port is 0", "gripper", "state", "--host", "127.0.0.1", "--gripper-port", "0")]
    [InlineData(1, "'no-such-host.invalid' is not known", "state", "--host", "no-such-host.invalid")]
    [InlineData(1, "is FCI activated", "recover", "--host", "127.0.0.1", "--port", "1")]
    [InlineData(2, "--fci-version is 11", "serve", "--port", "0", "--gripper-port", "0", "--fci-version", "11")]
    [InlineData(2, "--camera-port is 70000", "serve", "--port", "0", "--gripper-port", "0", "--camera-port", "70000")]
    [InlineData(2, "--port is -1", "serve", "--port", "-1")]
    [InlineData(2, "--listen is 'here'", "serve", "--listen", "here")]
    [InlineData(2, "--seconds is 0", "bench", "--seconds", "0")]
    [InlineData(2, "--motion-seconds is 0", "check", "--host", "127.0.0.1", "--motion-seconds", "0")]
    public void Bad_input_is_one_clear_line(int exitCode, string reason, params string[] words) =>
        Assert.Contains(reason, Igen.Run(["franka", .. words]).Expect(exitCode).Complaint(), StringComparison.Ordinal);

    [Fact]
    public void What_a_policy_needs_is_asked_for_before_anything_moves()
    {
        JsonObject before = State();
        string noTable = robot["no-table.json"], never = robot["never.igen"];
        var calibration = (JsonObject)JsonNode.Parse(File.ReadAllText(robot.Calibration))!;
        calibration.Remove("table_height");
        File.WriteAllText(noTable, calibration.ToJsonString());
        (int ExitCode, string Reason, string Option, string Value)[] wrong =
        [
            (2, "no-such.json", "--calibration", robot["no-such.json"]),
            (2, "table_height", "--calibration", noTable),
            (2, "'nut-insertion'", "--policy", VirtualRobotProcess.Policy("nut-insertion")),
            (2, "no-such.ckpt", "--policy", robot["no-such.ckpt"]),
            (1, "127.0.0.1:1", "--camera", "127.0.0.1:1"),
            (2, "HOST:PORT", "--camera", "here"),
            (2, "--gripper-port is 70000", "--gripper-port", "70000"),
            (2, "--trials is 0", "--trials", "0"),
            (2, "--home-speed is 2", "--home-speed", "2"),
            (1, "cannot connect", "--gripper-port", "1"),
        ];
        foreach ((int exitCode, string reason, string option, string value) in wrong)
        {
            List<string> words = [.. robot.Run("--out", never)];
            int at = words.IndexOf(option);
            if (at < 0)
                words.AddRange([option, value]);
            else
                words[at + 1] = value;
            Assert.Contains(reason, Igen.Run([.. words]).Expect(exitCode).Complaint(), StringComparison.Ordinal);
        }

        Assert.Contains("--out is missing", Igen.Run(robot.Run()).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(never));
        AssertStays(before, State());
    }

    [Fact]
    public void A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        Assert.Contains(port, Igen.Run("franka", "serve", "--port", port, "--gripper-port", "0").Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(port, Igen.Run("franka", "serve", "--port", "0", "--gripper-port", port).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains(port, Igen.Run("franka", "serve", "--port", "0", "--gripper-port", "0", "--camera-port", port).Expect(1).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bench_loses_and_allocates_nothing_in_lock_step()
    {
        JsonObject bench = Igen.Run("franka", "bench", "--seconds", "1", "--clock", "LockStep", "--json").Expect(0).Json;
        Assert.InRange((long)bench["cycles"]!, 1000, 1400);
        Assert.Equal(0, (long)bench["lost"]!);
        Assert.Equal(0, (double)bench["alloc_bytes_per_cycle"]!);
        Assert.True((double)bench["longest_gap_ms"]! > 0);
        Assert.InRange((double)bench["roundtrip_us_p50"]!, 1, (double)bench["roundtrip_us_p99"]!);
    }

    // The same network with one weight a little different: another policy by its digest.
    private string OtherPolicy()
    {
        string path = robot["other.ckpt"];
        var checkpoint = Checkpoint.Load(VirtualRobotProcess.Policy("block-grasp"));
        checkpoint.Weights[0].Values[0] += 1e-3f;
        checkpoint.Save(path);
        return path;
    }

    private JsonObject State() => Igen.Run(robot.Arm("state")).Expect(0).Json;

    private static void AssertHolds(string store, int episodes) =>
        Assert.Equal(episodes, (int)Igen.Run("dataset", "info", store, "--json").Expect(0).Json["episodes"]!);

    private static void AssertStays(JsonObject before, JsonObject after)
    {
        double[] from = Joints(before), to = Joints(after);
        for (int i = 0; i < 7; i++)
            Assert.Equal(from[i], to[i], 1e-4);

        static double[] Joints(JsonObject state) => [.. state["q"]!.AsArray().Select(number => (double)number!)];
    }

    // Each motion of the driver has a thread of its own, and Linux shows the threads' names.
    private static void WaitForMotion(Igen igen, int count)
    {
        var seen = new HashSet<string>();
        var clock = Stopwatch.StartNew();
        while (seen.Count < count && !igen.HasExited && clock.Elapsed.TotalSeconds < 60)
        {
            foreach (string thread in igen.Threads("fci motion"))
                seen.Add(thread);
            Thread.Sleep(2);
        }

        if (seen.Count < count)
            Assert.Fail($"{seen.Count} motions were seen\n{(igen.HasExited ? string.Join('\n', igen.Wait().Errors) : "")}");
    }
}
