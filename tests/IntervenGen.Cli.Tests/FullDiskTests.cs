namespace IntervenGen.Cli.Tests;

[Collection(TinyDemoTests.Name)]
public sealed class FullDiskTests(TinyDemo demo) : IDisposable
{
    private readonly SmallDisk _disk = new(demo["disk"]);

    public void Dispose() => _disk.Dispose();

    [SkippableFact]
    public void A_full_disk_is_one_line_and_the_same_command_completes_once_there_is_room()
    {
        _disk.Mount("1m");
        string[] generate = ["generate", "demos", "--source", demo.Demonstrations, "--episodes", "3", "--out", Path.Combine(_disk.Folder, "run.igen")];
        Assert.Contains("no room", Igen.Run(generate).Expect(1).Complaint(), StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(_disk.Folder, "ballast"), new byte[1 << 20 - 1]);
        string policy = Path.Combine(_disk.Folder, "policy.ckpt");
        string[] train = ["train", "--data", demo.BaseData, "--steps", "10", "--hidden", "128", "--selection-trials", "0", "--out", policy];
        Assert.Contains(_disk.Folder, Igen.Run(train).Expect(1).Complaint(), StringComparison.Ordinal);
        Assert.False(File.Exists(policy));

        _disk.Resize("160m");
        Igen.Run(generate).Expect(0);
        Igen.Run(train).Expect(0);
        Igen.Run("dataset", "verify", generate[^1]).Expect(0);
        Assert.Equal(["ballast", "policy.ckpt", "policy.ckpt.curve", "run.igen"], Directory.GetFileSystemEntries(_disk.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
