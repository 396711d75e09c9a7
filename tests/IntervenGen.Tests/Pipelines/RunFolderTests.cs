using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen.Tests.Pipelines;

/// <summary>Results under plain names: what a changed file leaves behind moves aside, and comes back.</summary>
public sealed class RunFolderTests : IDisposable
{
    private const string First = "1111111111111111", Second = "2222222222222222";

    private readonly string _root = Directory.CreateTempSubdirectory("igen-runfolder-").FullName;
    private readonly RunPlan _plan = RunPlan.Of(RunSpec.Parse("task: coffee\n"));
    private readonly Recipe _training;
    private readonly RunFolder _folder;

    public RunFolderTests()
    {
        _training = _plan.Find("base.ckpt").Recipe;
        _folder = new RunFolder(_root, _plan.Names);
    }

    private string Plain => Path.Combine(_root, "base.ckpt");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_result_has_the_plain_name_of_its_stage()
    {
        Assert.Equal(Plain, Make(First, "one"));
        Assert.Equal("one", Read(First));
    }

    [Fact]
    public void A_result_of_other_settings_is_not_taken()
    {
        Make(First, "one");
        Assert.Null(Read(Second));
    }

    [Fact]
    public void An_earlier_result_moves_aside_and_comes_back()
    {
        Make(First, "one");
        Make(Second, "two");
        Assert.Equal("two", File.ReadAllText(Plain));
        string aside = Path.Combine(_root, "earlier", $"base-{First}.ckpt");
        Assert.Equal("one", File.ReadAllText(aside));
        Assert.Equal("curve of one", File.ReadAllText(aside + ".curve"));
        // Looking moves nothing.
        Assert.Equal(aside, _folder.PathOf(_training, First, ".ckpt"));
        Assert.Equal("one", Read(First));
        Assert.Equal(Plain, _folder.Claim(_training, First, aside));
        Assert.Equal("one", File.ReadAllText(Plain));
        Assert.Equal("two", File.ReadAllText(Path.Combine(_root, "earlier", $"base-{Second}.ckpt")));
    }

    [Fact]
    public void An_unfinished_result_is_continued_by_its_own_settings_alone()
    {
        _folder.Claim(_training, First, Plain);
        File.WriteAllText(Plain + ".training", "half of one");
        _folder.Claim(_training, Second, Plain);
        Assert.False(File.Exists(Plain + ".training"));
        _folder.Claim(_training, First, Plain);
        Assert.Equal("half of one", File.ReadAllText(Plain + ".training"));
        Assert.Null(Read(First));
    }

    [Fact]
    public void A_description_without_its_result_counts_for_nothing()
    {
        Make(First, "one");
        File.Delete(Plain);
        Assert.Null(Read(First));
    }

    [Fact]
    public void What_is_nobodys_result_is_refused_and_left_alone()
    {
        File.WriteAllText(Plain, "a stranger's");
        UsageException refusal = Assert.Throws<UsageException>(() => _folder.Claim(_training, First, Plain));
        Assert.Contains("was not made by a run in this folder", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("a stranger's", File.ReadAllText(Plain));
    }

    [Fact]
    public void A_move_that_was_cut_off_is_finished_by_the_next_run()
    {
        Make(First, "one");
        // The result has moved, and what says whose it is has not.
        Directory.CreateDirectory(Path.Combine(_root, "earlier"));
        File.Move(Plain, Path.Combine(_root, "earlier", $"base-{First}.ckpt"));
        Make(Second, "two");
        Assert.Equal("one", File.ReadAllText(Path.Combine(_root, "earlier", $"base-{First}.ckpt")));
        _folder.Claim(_training, First, _folder.PathOf(_training, First, ".ckpt"));
        Assert.Equal("one", Read(First));
    }

    private string Make(string key, string content)
    {
        string path = _folder.Claim(_training, key, _folder.PathOf(_training, key, ".ckpt"));
        File.WriteAllText(path, content);
        File.WriteAllText(path + ".curve", $"curve of {content}");
        _folder.Write(_training, key, new Artifact(path, content, []));
        return path;
    }

    private string? Read(string key)
    {
        string path = _folder.PathOf(_training, key, ".ckpt");
        return _folder.TryRead(_training, path, key) is null ? null : File.ReadAllText(path);
    }
}
