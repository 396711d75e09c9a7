using System.Collections;
using IntervenGen.Learning.Pickles;
using IntervenGen.Learning.Robomimic;
using IntervenGen.Learning.Safetensors;
using IntervenGen.Learning.Torch;
using IntervenGen.Learning.TorchFiles;
using TorchSharp;
using TorchSharp.PyBridge;

namespace IntervenGen.Learning.Tests.PyBridge;

/// <summary>PyTorch's files between our reader and writer and those of TorchSharp.PyBridge, which know nothing of each other.</summary>
public sealed class PyBridgeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-bridge-").FullName;

    private readonly DisposeScope _tensors;

    public PyBridgeTests()
    {
        _ = LibTorch.Version;
        _tensors = torch.NewDisposeScope();
    }

    private string File => Path.Combine(_folder, "policy.pth");

    public void Dispose()
    {
        _tensors.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_state_dictionary_of_others_is_read()
    {
        float[] values = Make.Noise(24, 1);
        using torch.Tensor matrix = torch.tensor(values, [2, 3, 4]), half = matrix.to(torch.float16), whole = torch.tensor([3L, -4L]);
        PyTorchPickler.PickleStateDict(File, new Hashtable { ["a.weight"] = matrix, ["b"] = half, ["steps"] = whole });
        using TorchArchive archive = TorchArchive.Open(File);
        var root = Assert.IsType<PickleMap>(archive.Root);
        Assert.Equal(values, Read("a.weight", [2, 3, 4]));
        Assert.Equal(values.Select(value => (float)(Half)value), Read("b", [2, 3, 4]));
        Assert.Equal([3f, -4f], Read("steps", [2]));

        float[] Read(string name, int[] shape)
        {
            var tensor = Assert.IsType<TorchTensor>(root[name]);
            Assert.Equal(shape, tensor.Shape);
            return archive.Read(name, tensor);
        }
    }

    [Fact]
    public void A_state_dictionary_of_ours_is_read_by_others()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        System.IO.File.WriteAllBytes(File, RobomimicCheckpointWriter.ToBytes(checkpoint, "0.1.0", 50, 0.05));
        var model = Assert.IsType<Hashtable>(exactMatch: false, @object: PyTorchUnpickler.UnpickleStateDict(File)["model"]);
        Assert.Equal(20, model.Count);
        foreach ((string theirs, string ours) in ((string, string)[])
            [("rnn.nets.weight_hh_l1", "lstm.weight_hh_l1"), ("decoder.nets.mean.weight", "mean.weight"), ("decoder.nets.logits.bias", "logits.bias")])
        {
            using var tensor = Assert.IsType<torch.Tensor>(model[$"policy.nets.{theirs}"], exactMatch: false);
            Assert.Equal(checkpoint.Weights.Single(weight => weight.Name == ours).Values, tensor.data<float>().ToArray());
        }
    }

    [Fact]
    public void A_checkpoint_that_others_read_and_wrote_again_is_the_same_policy()
    {
        System.IO.File.WriteAllBytes(File, RobomimicCheckpointWriter.ToBytes(Make.Checkpoint(), "0.1.0", 50, 0.05));
        var before = RobomimicCheckpoint.Load(File);
        Hashtable root = PyTorchUnpickler.UnpickleStateDict(File);
        var shapes = (Hashtable)root["shape_metadata"]!;
        // Their dictionaries have no order, and that of the shapes counts: it is robomimic's, by name.
        shapes["all_shapes"] = new SortedList((IDictionary)shapes["all_shapes"]!);
        string again = Path.Combine(_folder, "again.pth");
        PyTorchPickler.PickleStateDict(again, root);
        var after = RobomimicCheckpoint.Load(again);
        Assert.NotEqual(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(again));
        Assert.Equal(before.Digest, after.Digest);
        Assert.Equal(before.Origin, after.Origin);
    }

    [Fact]
    public void A_checkpoint_in_safetensors_is_read_by_others()
    {
        Checkpoint checkpoint = Make.Checkpoint();
        System.IO.File.WriteAllBytes(File, SafetensorsCheckpoint.ToBytes(checkpoint));
        Dictionary<string, torch.Tensor> read = TorchSharp.PyBridge.Safetensors.LoadStateDict(File);
        Assert.Equal(checkpoint.Weights.Select(weight => weight.Name).Order(), read.Keys.Order());
        foreach (CheckpointTensor weight in checkpoint.Weights)
            Assert.Equal(weight.Values, read[weight.Name].data<float>().ToArray());
    }

    [Fact]
    public void Safetensors_of_others_are_read()
    {
        float[] values = Make.Noise(24, 1);
        using torch.Tensor matrix = torch.tensor(values, [4, 6]), half = matrix.to(torch.float16), whole = torch.tensor([3L, -4L]);
        TorchSharp.PyBridge.Safetensors.SaveStateDict(
            File, new Dictionary<string, torch.Tensor> { ["b.weight"] = matrix, ["a"] = half, ["steps"] = whole });
        var file = SafetensorsFile.Load(File);
        Assert.Equal([4, 6], file.Tensors["b.weight"].Shape);
        Assert.Equal(values, file.Read("b.weight"));
        Assert.Equal(values.Select(value => (float)(Half)value), file.Read("a"));
        Assert.Equal([3f, -4f], file.Read("steps"));
    }

    [Fact]
    public void A_network_of_libtorch_takes_weights_that_we_write()
    {
        var archive = new TorchArchiveWriter("lstm");
        var pickle = new PickleWriter();
        pickle.OrderedDictionary().Code(PickleOpcode.Mark);
        Dictionary<string, float[]> written = [];
        foreach (CheckpointTensor tensor in Make.Checkpoint().Weights.Where(weight => weight.Name.StartsWith("lstm.", StringComparison.Ordinal)))
        {
            written[tensor.Name[5..]] = tensor.Values;
            archive.Tensor(pickle.Text(tensor.Name[5..]), tensor.Values, tensor.Columns == 0 ? [tensor.Rows] : [tensor.Rows, tensor.Columns]);
        }

        System.IO.File.WriteAllBytes(File, archive.Finish(pickle.Code(PickleOpcode.SetItems).Finish()));
        using TorchSharp.Modules.LSTM network = torch.nn.LSTM(4, 16, 2);
        network.load_py(File, strict: true);
        Assert.Equal(8, written.Count);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            Assert.Equal(written[name], parameter.data<float>().ToArray());
    }
}
