namespace IntervenGen.Fuzz.Tests;

/// <summary>Files of others, changed at a fixed seed. One class is one queue: beside the messages', two processes run at a time.</summary>
public sealed class FileTests
{
    [Fact]
    public void Whatever_an_hdf5_file_holds_reading_it_ends_well() => Fuzz.Check("hdf5", 800);

    [Fact]
    public void Whatever_demonstrations_are_imported_the_import_ends_well() => Fuzz.Check("hdf5-import", 250);

    [Fact]
    public void Whatever_a_checkpoint_says_loading_it_ends_well() => Fuzz.Check("checkpoint", 5000);

    [Fact]
    public void Whatever_a_file_of_torch_holds_it_is_a_policy_or_refused() => Fuzz.Check("torch-file", 5000);

    [Fact]
    public void Whatever_a_file_of_safetensors_holds_it_is_a_policy_or_refused() => Fuzz.Check("safetensors", 5000);

    [Fact]
    public void Whatever_a_trigger_says_loading_it_ends_well() => Fuzz.Check("trigger", 4000);

    [Fact]
    public void Whatever_a_model_says_its_weights_elsewhere_are_found() => Fuzz.Check("onnx-model", 5000);

    [Fact]
    public void Whatever_a_task_file_says_it_is_a_task_or_refused() => Fuzz.Check("task-file", 4000);

    [Fact]
    public void Whatever_a_manifest_says_opening_it_ends_well() => Fuzz.Check("manifest", 10_000);

    [Fact]
    public void Whatever_a_shard_holds_the_store_opens_or_is_refused() => Fuzz.Check("shard", 2000);
}
