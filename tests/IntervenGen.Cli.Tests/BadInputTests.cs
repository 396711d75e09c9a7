namespace IntervenGen.Cli.Tests;

/// <summary>What a user gets wrong without any data at hand: one line, the right exit code, nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-bad-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_policy_server_that_is_not_there_is_one_line() => Assert.Contains(
        "policy server ws://127.0.0.1:9/ cannot be reached",
        Igen.Run("evaluate", "--policy", "ws://127.0.0.1:9", "--task", "nut-insertion", "--trials", "2").Expect(1).Complaint(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("evaluat --policy x", "'evaluate'")]
    [InlineData("collect demoes --out x", "'demos'")]
    [InlineData("collect", "demos, interventions")]
    [InlineData("evaluate --polcy x", "unknown option '--polcy'; nearest is --policy")]
    [InlineData("train --data a.igen --recoverry b.igen --out x", "unknown option '--recoverry'; nearest is --recovery")]
    [InlineData("train --recoverry b.igen --data a.igen --out x", "unknown option '--recoverry'; nearest is --recovery")]
    [InlineData("train --data a.igen b.igen --out x -steps 3", "unknown option '-steps'; nearest is --steps")]
    [InlineData("dataset merge a.igen --episode=3 b.igen --out x", "unknown option '--episode'; nearest is --episodes")]
    [InlineData("dataset import a.hdf5 --object nut=ring --objekt peg=pin --out x", "unknown option '--objekt'; nearest is --object")]
    [InlineData("--sead 1 dataset info x", "unknown option '--sead'")]
    [InlineData("collect --seed 3 demos --out x", "'--seed' must come after 'igen collect demos'")]
    [InlineData("view . --listen 1", "--listen is '1'; it must be an IP address")]
    [InlineData("view . --listen 0x7f.0.0.1", "--listen is '0x7f.0.0.1'")]
    [InlineData("franka serve --listen 127.1", "--listen is '127.1'; it must be an IP address")]
    [InlineData("train --data --out x", "--data has no value: '--out' follows it")]
    [InlineData("train --out x --data a.igen --recovery", "missing for option: '--recovery'")]
    [InlineData("evaluate --policy --trials 3", "--policy has no value: '--trials' follows it")]
    [InlineData("evaluate", "--policy")]
    [InlineData("tasks more", "'more'")]
    [InlineData("collect demos --out x --task nut-insertio", "did you mean 'nut-insertion'")]
    [InlineData("collect demos --out x --episodes 0", "--episodes is 0; it must be at least 1")]
    [InlineData("collect demos --out x --episodes many", "--episodes is 'many'; it must be a whole number")]
    [InlineData("collect demos --out x --lanes 0", "--lanes is 0")]
    [InlineData("collect demos --out x --lanes 1000000000", "MB")]
    [InlineData("collect demos --out x --workers 1000", "cores")]
    [InlineData("collect demos --out x --attempts -1", "--attempts is -1")]
    [InlineData("collect demos --out x --seed -3", "--seed is '-3'; it must be a whole number, 0 or more")]
    [InlineData("collect interventions --out x --policy none.ckpt", "there is no checkpoint 'none.ckpt'")]
    [InlineData("generate demos --out x --source none.igen", "'none.igen'")]
    [InlineData("generate demos --out x --source note.txt", "'note.txt' is a file")]
    [InlineData("generate demos --out x --source none.igen --selection Nearest", "Random, NearestObject, NearestRobot")]
    [InlineData("generate demos --out x --source none.igen --action-noise -1", "-1")]
    [InlineData("train --out x", "--data")]
    [InlineData("train --out x --data none.igen", "'none.igen'")]
    [InlineData("train --out x --data none.igen --steps 0", "--steps is 0; it must be at least 1")]
    [InlineData("train --out x --data none.igen --selection-trials -1", "--selection-trials is -1")]
    [InlineData("train --out x --data none.igen --device cuda:9", "cuda:9")]
    [InlineData("train --out x --data none.igen --profile big", "'robomimic'")]
    [InlineData("evaluate --policy note.txt --trials 0", "--trials is 0")]
    [InlineData("evaluate --task nut-insertion --policy none.ckpt --mjcf none.xml", "none.xml")]
    [InlineData("evaluate --task nut-insertion --policy none.ckpt --mjcf note.txt", "XML")]
    [InlineData("evaluate --task nut-insertion --policy none.ckpt --mjcf broken.xml", "does not compile")]
    [InlineData("evaluate --task nut-insertion --policy none.ckpt --mjcf-name joint1=a", "--mjcf-name says what the model given with --mjcf calls its elements")]
    [InlineData("evaluate --task nut-insertion --policy none.ckpt --mjcf note.txt --mjcf-name joint1", "--mjcf-name 'joint1' must be OURS=THEIRS")]
    [InlineData("policy info none.pth", "there is no policy 'none.pth'")]
    [InlineData("policy export note.txt --to nothing --out x", "Robomimic, Onnx, Safetensors")]
    [InlineData("dataset info none.igen", "'none.igen'")]
    [InlineData("dataset verify", "dataset")]
    [InlineData("replay none.igen", "'none.igen'")]
    [InlineData("render none.igen --out x", "'none.igen'")]
    [InlineData("demo --out note.txt", "'note.txt' is a file")]
    [InlineData("demo --hidden 0", "--hidden is 0")]
    public void Bad_usage_is_one_line_and_exit_code_2_and_writes_nothing(string command, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, "note.txt"), "not what you think");
        File.WriteAllText(Path.Combine(_folder, "broken.xml"), "<mujoco><worldbody><geom/></worldbody></mujoco>");
        Outcome outcome = Igen.RunIn(_folder, command.Split(' ')).Expect(2);
        Assert.Single(outcome.Errors);
        Assert.Contains(reason, outcome.Complaint(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Equal(["broken.xml", "note.txt"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("not what you think", File.ReadAllText(Path.Combine(_folder, "note.txt")));
    }

    [Theory]
    [InlineData("evaluate --policy note.txt", "not a checkpoint")]
    [InlineData("policy info note.txt", "not a checkpoint")]
    [InlineData("dataset info .", "manifest")]
    [InlineData("dataset verify .", "manifest")]
    public void Something_else_in_the_place_of_data_is_exit_code_1(string command, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, "note.txt"), "not what you think, and long enough for a header");
        Assert.Contains(reason, Igen.RunIn(_folder, command.Split(' ')).Expect(1).Complaint(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_unreadable_file_is_one_line()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root reads everything");
        string file = Path.Combine(_folder, "secret.ckpt");
        File.WriteAllText(file, "x");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.None);
        Assert.Contains("secret.ckpt", Igen.Run("evaluate", "--policy", file).Expect(1).Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_adds_the_stack_for_those_who_want_it()
    {
        Outcome outcome = Igen.RunIn(_folder, "dataset", "info", ".", "--verbose").Expect(1);
        Assert.StartsWith("igen: ", outcome.Errors[0], StringComparison.Ordinal);
        Assert.Contains(outcome.Errors, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }
}
