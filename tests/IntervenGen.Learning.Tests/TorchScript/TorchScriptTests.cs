using IntervenGen.Core;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Tests.Robomimic;

namespace IntervenGen.Learning.Tests.TorchScript;

/// <summary>TorchScript modules as policies, written by hand.</summary>
public sealed class TorchScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-script-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_module_with_a_checkpoints_weights_acts_as_the_checkpoint(bool greedy, bool batched)
    {
        Checkpoint checkpoint = Make.Checkpoint();
        using var own = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { Greedy = greedy });
        using LoadedPolicy other = PolicyFormats.Open(
            Written(ScriptArchive.Of(checkpoint)), Make.Spec(), new RecurrentPolicyOptions { Greedy = greedy, BatchedTorch = batched });
        Assert.Equal(batched, other.Policy.ServesAllLanes);
        Assert.Equal(("torchscript", "toy"), (other.Facts.Format, other.Facts.Task));
        float[] expected = Make.Actions(own, [0, 1, 2, 3]), actions = Make.Actions(other.Policy, [0, 1, 2, 3]);
        Assert.All(expected.Zip(actions), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.True(actions.Distinct().Count() > 100);
    }

    [Fact]
    public void A_rows_actions_do_not_depend_on_the_rows_beside_it()
    {
        using LoadedPolicy policy = PolicyFormats.Open(Written(ScriptArchive.Of(Make.Checkpoint())), Make.Spec());
        float[] all = Make.Actions(policy.Policy, [3, 1, 0, 2]), alone = Make.Actions(policy.Policy, [2]);
        Assert.Equal(alone, Enumerable.Range(0, 30).SelectMany(step => all[((8 * step) + 4)..((8 * step) + 6)]));
    }

    [Fact]
    public void A_module_without_states_is_given_the_observation_as_it_is()
    {
        using LoadedPolicy policy = PolicyFormats.Open(Written(ScriptArchive.Linear(4, 2)), Make.Spec());
        Assert.Null(policy.Facts.Task);
        using IPolicySession session = policy.Policy.CreateSession(2);
        session.Begin(1, default);
        ((float[])[0.5f, -7, 9, 9]).CopyTo(session.Observation(1));
        session.Infer([1]);
        Assert.Equal([0.5f, -1], session.Action(1).ToArray());
    }

    [Fact]
    public void Sizes_of_states_may_be_said_in_an_extra_file()
    {
        // Sums what it has seen, with weights of no name that says so.
        byte[] module = new ScriptArchive().Says("""{"states": [[1, 2]], "reset_every": 2}""").ToBytes(
            "obs sum", 2, "next = torch.add(sum, torch.unsqueeze(torch.slice(obs, 1, 0, 2), 0))", "return (torch.squeeze(next, 0), next)");
        using LoadedPolicy policy = PolicyFormats.Open(Written(module), Make.Spec());
        using IPolicySession session = policy.Policy.CreateSession(1);
        session.Begin(0, default);
        ((float[])[0.25f, 0.125f, 0, 0]).CopyTo(session.Observation(0));
        float[][] actions = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            session.Infer([0]);
            return session.Action(0).ToArray();
        })];
        Assert.Equal([[0.25f, 0.125f], [0.5f, 0.25f], [0.25f, 0.125f]], actions);
    }

    [Fact]
    public void A_module_is_described_by_its_weights()
    {
        PolicyDescription policy = PolicyFormats.Describe(Written(ScriptArchive.Of(Make.Checkpoint())));
        Assert.Equal("a program in TorchScript, 2 states of 2 x 16, 2 x 16, 3 modes", policy.Network);
        Assert.Equal((4, 2, 6), (policy.Observations.Sum(field => field.Size), policy.ActionSize, policy.ResetEvery));
        Assert.True(policy.Parameters > 3000);
    }

    [Theory]
    [InlineData("policy.pt")]
    [InlineData("policy.pth")]
    [InlineData("policy")]
    public void A_module_is_told_from_data_by_its_content(string name)
    {
        Assert.Equal("torchscript", PolicyFormats.Inspect(Written(ScriptArchive.Linear(4, 2), name)).Format);
        string data = Path.Combine(_folder, $"data {name}");
        File.Copy(Fixture.PathOf("mlp"), data);
        Assert.Equal("robomimic", PolicyFormats.Inspect(data).Format);
    }

    [Fact]
    public void A_module_that_does_not_fit_the_task_is_refused_with_every_reason()
    {
        var faults = Assert.Throws<FaultsException>(() => PolicyFormats.Open(Written(ScriptArchive.Linear(5, 3)), Make.Spec())).Faults;
        Assert.Equal(["it observes 5 numbers, and 4 are given", "it acts with 3 numbers, the task takes 2"], faults);
    }

    [Fact]
    public void A_file_that_is_no_module_is_one_line()
    {
        byte[] whole = ScriptArchive.Linear(4, 2);
        byte[][] broken = [[], [1, 2, 3], [.. "hello, this is no module"u8], whole[..(whole.Length / 2)], whole[..^1]];
        Assert.All(broken, bytes => Refused<EpisodeFormatException>(bytes, ""));
        Refused<UsageException>(File.ReadAllBytes(Fixture.PathOf("mlp")), "no TorchScript module: there is no constants.pkl");
        Refused<UsageException>(OtherZip(), "is a zip, but not one of torch.save");
    }

    [Fact]
    public void A_program_that_is_cut_short_is_one_line() =>
        Refused<EpisodeFormatException>(ScriptArchive.Linear(4, 2, "return torch.linear(obs,"), "is not a module that libtorch reads");

    [Fact]
    public void An_extra_file_that_is_no_JSON_is_one_line()
    {
        Refused<EpisodeFormatException>(new ScriptArchive().Says("{").ToBytes("obs", 1, "return obs"), "intervengen: ");
        Refused<EpisodeFormatException>(new ScriptArchive().Says("""{"states": [3]}""").ToBytes("obs", 1, "return obs"), "[layers, units]");
        Refused<EpisodeFormatException>(
            new ScriptArchive().Says("""{"states": [[65536, 65536]]}""").ToBytes("obs h", 2, "return (obs, h)"), "65536 numbers");
    }

    [Theory]
    [InlineData("obs", 1, "broken on purpose", "ops.prim.RaiseException(\"broken on purpose\", \"builtins.ValueError\")", "return obs")]
    [InlineData("obs", 1, "actions of sizes [4]", "return torch.squeeze(obs, 0)")]
    [InlineData("obs", 2, "it gives 2 tensors for 0 states", "return (obs, obs)")]
    [InlineData("obs", 1, "it gives actions of Float64", "return torch.to(torch.slice(obs, 1, 0, 2), 7)")]
    [InlineData("obs", 1, "it acts with NaN", "return torch.log(torch.sub(torch.slice(obs, 1, 0, 2), 1))")]
    [InlineData("obs", 1, "it does not answer the same twice", "return torch.rand([1, 2])")]
    [InlineData("", 1, "its forward takes no observation", "return torch.rand([1, 2])")]
    [InlineData("obs h", 2, "say them in an extra file 'intervengen'", "return (obs, h)")]
    [InlineData("obs a b c", 1, "its forward takes 3 states", "return obs")]
    public void A_module_that_does_otherwise_is_one_line(string arguments, int results, string named, params string[] body) =>
        Refused<UsageException>(new ScriptArchive().ToBytes(arguments, results, body), named);

    [Fact]
    public void States_of_other_sizes_than_were_said_are_one_line() => Refused<UsageException>(
        new ScriptArchive().Says("""{"states": [[1, 2]]}""").ToBytes("obs h", 2, "return (torch.slice(obs, 1, 0, 2), torch.squeeze(h, 0))"),
        "it gives state 1 of Float32 [1, 2], expected Float32 [1, 1, 2]");

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(
        "there is no policy 'nothing.ts'", Assert.Throws<UsageException>(() => PolicyFormats.Open("nothing.ts", Make.Spec())).Message);

    private static byte[] OtherZip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create))
            zip.CreateEntry("document.xml");
        return bytes.ToArray();
    }

    private void Refused<T>(byte[] bytes, string named)
        where T : Exception
    {
        string message = Assert.Throws<T>(() => PolicyFormats.Open(Written(bytes), Make.Spec())).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Contains("policy.ts", message, StringComparison.Ordinal);
    }

    private string Written(byte[] bytes, string name = "policy.ts")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
