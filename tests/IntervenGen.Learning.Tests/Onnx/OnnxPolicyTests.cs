using IntervenGen.Core;
using IntervenGen.Learning.Onnx;
using IntervenGen.Learning.Policies;

namespace IntervenGen.Learning.Tests.Onnx;

/// <summary>ONNX models as policies: our own exports, and what others write.</summary>
public sealed class OnnxPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_exported_policy_acts_as_its_checkpoint(bool greedy, bool batched)
    {
        Checkpoint checkpoint = Make.Checkpoint();
        string path = Written(OnnxPolicyWriter.ToBytes(checkpoint, "0.1.0"));
        using var own = new RecurrentPolicy(checkpoint, new RecurrentPolicyOptions { Greedy = greedy });
        using LoadedPolicy other = PolicyFormats.Open(path, Make.Spec(), new RecurrentPolicyOptions { Greedy = greedy, BatchedTorch = batched });
        Assert.Equal(batched, other.Policy.ServesAllLanes);
        Assert.Equal(("onnx", "toy"), (other.Facts.Format, other.Facts.Task));
        float[] expected = Make.Actions(own, [0, 1, 2, 3]), actions = Make.Actions(other.Policy, [0, 1, 2, 3]);
        Assert.All(expected.Zip(actions), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.True(actions.Distinct().Count() > 100);
    }

    [Fact]
    public void A_rows_actions_do_not_depend_on_the_rows_beside_it()
    {
        string path = Written(OnnxPolicyWriter.ToBytes(Make.Checkpoint(), "0.1.0"));
        using LoadedPolicy policy = PolicyFormats.Open(path, Make.Spec());
        float[] all = Make.Actions(policy.Policy, [3, 1, 0, 2]);
        float[] alone = Make.Actions(policy.Policy, [2]);
        Assert.Equal(alone, Enumerable.Range(0, 30).SelectMany(step => all[((8 * step) + 4)..((8 * step) + 6)]));
    }

    [Fact]
    public void A_model_of_another_maker_is_given_the_observation_as_it_is()
    {
        using LoadedPolicy policy = PolicyFormats.Open(Written(Linear(4, 2)), Make.Spec());
        Assert.Null(policy.Facts.Task);
        using IPolicySession session = policy.Policy.CreateSession(2);
        session.Begin(1, new EpisodeKey(1, SceneSplit.Source, 0, false));
        ((float[])[0.5f, -0.25f, 9, 9]).CopyTo(session.Observation(1));
        session.Infer([1]);
        Assert.Equal([0.5f, -0.25f], session.Action(1).ToArray());
        ((float[])[3, -7, 0, 0]).CopyTo(session.Observation(1));
        session.Infer([1]);
        Assert.Equal([1f, -1f], session.Action(1).ToArray());
    }

    [Fact]
    public void A_model_that_does_not_fit_the_task_is_refused_with_every_reason()
    {
        var faults = Assert.Throws<FaultsException>(() => PolicyFormats.Open(Written(Linear(5, 3)), Make.Spec())).Faults;
        Assert.Equal(["it observes 5 numbers, and 4 are given", "it acts with 3 numbers, the task takes 2"], faults);
        faults = Assert.Throws<FaultsException>(() => PolicyFormats.Open(
            Written(OnnxPolicyWriter.ToBytes(Make.Checkpoint(), "0.1.0")), Make.Spec(observationSize: 7))).Faults;
        Assert.Equal(["it observes 'object' with 3 numbers, the task has 6"], faults);
    }

    [Fact]
    public void A_file_that_is_no_model_is_one_line()
    {
        byte[] whole = OnnxPolicyWriter.ToBytes(Make.Checkpoint(), "0.1.0");
        byte[][] broken = [[], [1, 2, 3], [.. "hello, this is no model"u8], whole[..(whole.Length / 2)], [.. whole, 255]];
        Assert.All(broken, bytes =>
        {
            string message = Assert.Throws<EpisodeFormatException>(() => PolicyFormats.Inspect(Written(bytes))).Message;
            Assert.Contains("is not a model that ONNX Runtime reads", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        });
    }

    [Fact]
    public void A_model_with_two_observations_is_refused_by_their_names()
    {
        var graph = new OnnxGraphWriter();
        graph.Input("left", "batch", 4);
        graph.Input("right", "batch", 4);
        graph.Output("action", "batch", 4);
        graph.Node("Add", ["left", "right"], ["action"]);
        string message = Assert.Throws<UsageException>(() => PolicyFormats.Inspect(Written(graph.ToBytes("g", "1")))).Message;
        Assert.Contains("of the inputs left, right one is to be the observation", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("../weights.bin")]
    [InlineData("/etc/passwd")]
    public void A_model_whose_weights_are_in_another_file_is_refused(string elsewhere)
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[32]);
        string message = Assert.Throws<UsageException>(() => PolicyFormats.Inspect(Written(Elsewhere(elsewhere)))).Message;
        Assert.EndsWith($"has weights in another file ('{elsewhere}'); save it as one file", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_gives_other_sizes_than_it_says_is_one_line()
    {
        var graph = new OnnxGraphWriter();
        graph.Input("observation", "batch", 4);
        graph.Output("action", "batch", "components");
        graph.Node("Identity", ["observation"], ["action"]);
        Assert.ThrowsAny<UsageException>(() => PolicyFormats.Open(Written(graph.ToBytes("g", "1")), Make.Spec()));
        var lying = new OnnxGraphWriter();
        lying.Input("observation", "batch", 4);
        lying.Output("action", "batch", 2);
        lying.Output("logits", "batch", 3);
        lying.Node("Identity", ["observation"], ["action"]);
        lying.Node("Identity", ["observation"], ["logits"]);
        Exception? exception = Record.Exception(() => PolicyFormats.Open(Written(lying.ToBytes("g", "1")), Make.Spec()));
        Assert.IsAssignableFrom<IntervenGenException>(exception);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_session_of_a_model_allocates_nothing()
    {
        using LoadedPolicy policy = PolicyFormats.Open(Written(OnnxPolicyWriter.ToBytes(Make.Checkpoint(), "0.1.0")), Make.Spec());
        using IPolicySession session = policy.Policy.CreateSession(1);
        session.Begin(0, new EpisodeKey(1, SceneSplit.Source, 0, false));
        Infer(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Infer(200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Infer(int count)
        {
            for (int i = 0; i < count; i++)
                session.Infer([0]);
        }
    }

    // By hand: an addition whose constant says that its numbers are elsewhere.
    private static byte[] Elsewhere(string location)
    {
        ProtoWriter tensor = new ProtoWriter().Integer(1, 4).Integer(2, 1).Text(8, "weight")
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, location)).Integer(14, 1);
        ProtoWriter node = new ProtoWriter().Text(1, "observation").Text(1, "weight").Text(2, "action").Text(4, "Add");
        ProtoWriter graph = new ProtoWriter().Message(1, node).Text(2, "g").Message(5, tensor)
            .Message(11, Value("observation")).Message(12, Value("action"));
        return new ProtoWriter().Integer(1, 7).Message(7, graph).Message(8, new ProtoWriter().Integer(2, 14)).ToBytes();

        static ProtoWriter Value(string name)
        {
            ProtoWriter shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "batch")).Message(1, new ProtoWriter().Integer(1, 4));
            return new ProtoWriter().Text(1, name)
                .Message(2, new ProtoWriter().Message(1, new ProtoWriter().Integer(1, 1).Message(2, shape)));
        }
    }

    private static byte[] Linear(int inputs, int outputs)
    {
        var graph = new OnnxGraphWriter();
        graph.Input("observation", "batch", inputs);
        graph.Output("action", "batch", outputs);
        var weight = new float[outputs * inputs];
        for (int i = 0; i < outputs; i++)
            weight[(i * inputs) + i] = 1;
        graph.Constant("weight", weight, outputs, inputs);
        graph.Node("Gemm", ["observation", "weight"], ["action"], ("transB", 1));
        return graph.ToBytes("linear", "1");
    }

    private string Written(byte[] bytes)
    {
        string path = Path.Combine(_folder, "policy.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [Fact]
    public void The_native_runtime_that_is_looked_for_is_the_managed_parts() =>
        Assert.StartsWith(OnnxRuntimeLibrary.Version, typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly
            .GetCustomAttributes(typeof(System.Reflection.AssemblyFileVersionAttribute), false)
            .Cast<System.Reflection.AssemblyFileVersionAttribute>().Single().Version, StringComparison.Ordinal);
}
