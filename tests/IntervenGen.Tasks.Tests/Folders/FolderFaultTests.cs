using IntervenGen.Tasks.Folders;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>Whatever is wrong with a folder is said in one line, with its file, line and column.</summary>
public sealed class FolderFaultTests : IDisposable
{
    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("objects:", "obejcts:", "obejcts", "unknown key 'obejcts'; did you mean 'objects'?")]
    [InlineData("horizon: 300", "horizon: 300.5", "300.5", "a whole number is expected here; there is '300.5'")]
    [InlineData("horizon: 300", "horizon: 0", "0   ", "0 is out of range")]
    [InlineData("horizon: 300", "horizon: \"300\"", "\"300\"", "a whole number is expected here")]
    [InlineData("known: believed", "known: beleived", "beleived", "'beleived' is none of tracked, believed, followed, seen; did you mean")]
    [InlineData("x: 0.05, y: 0.05}", "x: [0.05, 0.01], y: 0.05}", "[0.05, 0.01]", "the range from 0.05 to 0.01 is empty")]
    [InlineData("at: [0.1, 0, 0.8]", "at: [0.1, 0]", "[0.1, 0]", "a list of 3 is expected here; there are 2")]
    [InlineData("reference: bin", "reference: bing", "bing", "no object is called 'bing'; did you mean 'bin'?")]
    [InlineData("touch: [block, bin]", "touch: [block, bins]", "bins", "nothing that touches is called 'bins'; did you mean 'bin'?")]
    [InlineData("touch: [block, bin]", "touch: [block]", "[block]", "a list of 2 is expected here; there are 1")]
    [InlineData("[in_bin, {released", "[in_bim, {released", "in_bim", "no predicate is called 'in_bim'; did you mean 'in_bin'?")]
    [InlineData("success: [in_bin, {released: block}]", "success: []", "task: my-task", "no predicate is given; at least one is needed")]
    [InlineData("in_bin:\n    inside", "in_bin:\n    outside", "outside", "unknown key 'outside'; did you mean 'inside'?")]
    [InlineData("known: tracked", "known: tracked\n    known: seen", "known: seen", "key 'known' stands twice")]
    [InlineData("moves: placed", "moves: fixed", "bin: {at", "'bin' is fixed: its place is in the scene")]
    [InlineData("max: 0.04, min_in_one: 0.02", "max: 0.01, min_in_one: 0.02", "{max", "min_in_one 0.02 is more than max 0.01")]
    [InlineData("box: {max: 0.04, min_in_one: 0.02}", "box: {max: 0.04}, ring: [0, 1]", "{box", "one of box, ring, axes, half_turn, yaw")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{delay: 2.5}", "{delay", "delay is 2.5 to 2.5; control steps are whole numbers")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{delay: 101}", "101", "101 is out of range: age of what a camera")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{dropout: {steps: 4}}", "{steps", "key 'chance' is missing")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{dropout: {chance: 1.5}}", "1.5", "1.5 is out of range")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{scale: {by: 0.1, from: [0, 0, 0]}}", "[0, 0, 0]", "a list of 2 is expected")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{mixture: {of: [{walk: 0.1}]}}", "{of", "a mixture is of at least two kinds")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{walk: 1, mixture: {of: [{walk: 1}, {delay: 3}]}}", "{walk: 1, m", "a mixture is all")]
    [InlineData("{box: {max: 0.04, min_in_one: 0.02}}", "{mixture: {of: [{walk: 1}, {dealy: 3}]}}", "dealy", "unknown key 'dealy'; did you mean 'delay'?")]
    [InlineData("bin: {box:", "block: {box:", "block: {box", "'block' is tracked: its true pose is known at all times")]
    [InlineData("task: my-task", "task: My Task", "My Task", "'My Task' is no name")]
    [InlineData("{pose: bin}", "{pose: bin, position: bin}", "{pose: bin,", "one key is expected here")]
    [InlineData("{pose: bin}", "{sensor: wrist}", "wrist", "the scene has no sensor called 'wrist'; it has none")]
    [InlineData("part: block", "part: *block", "*block", "aliases (*) are not read; write the value out")]
    [InlineData("task: my-task", "task: &name my-task", "&name", "anchors (&) are not read; write the value out")]
    [InlineData("task: my-task", "task: !!binary my-task", "!!binary", "tags are not read")]
    [InlineData("let_go: 0.026", "let_go: 0.026\n---\nmore: 1", "---", "a second document begins; there may be one")]
    [InlineData("body: block", "body: brick", "brick", "the model has no body named 'brick'")]
    [InlineData("body: bin", "body: bin\n    geoms: [\"bin_wall{1..5}\"]", "\"bin_wall", "the model has no geom named 'bin_wall5'")]
    [InlineData("at: [0.1, 0, 0.8]", "on: tabel", "tabel", "the scene has no geom called 'tabel'; did you mean 'table'?")]
    [InlineData("scene: scene.xml", "scene: ../other.xml", "../other", "'../other.xml' leads out of the folder")]
    [InlineData("scene: scene.xml", "scene: /etc/passwd", "/etc", "'/etc/passwd' leads out of the folder")]
    [InlineData("scene: scene.xml", "scene: other.xml", "other.xml", "'my-task/other.xml' does not exist")]
    [InlineData("scene: scene.xml", "scene: scene.xml\nplugin: parts.dll", "parts.dll", "'parts.dll' does not exist; a plugin comes with no")]
    [InlineData("[in_bin, {released", "[{custom: Mine}, {released", "Mine", "'Mine' is a class, and no 'plugin' is named that could have it")]
    public void A_wrong_line_is_said_with_its_place(string from, string to, string at, string said)
    {
        _folder.Change(from, to);
        string text = File.ReadAllText(Path.Combine(_folder.Path, TaskFolder.FileName));
        int index = text.IndexOf(at, StringComparison.Ordinal), line = text[..index].Count(letter => letter == '\n') + 1;
        int column = index - text.LastIndexOf('\n', index);
        Assert.Contains($"my-task/task.yaml:{line}:{column}: {said}", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_said_together()
    {
        _folder.Change("horizon: 300", "horizon: none").Change("known: tracked", "known: sometimes");
        string message = _folder.Refusal();
        Assert.Contains("2 faults", message, StringComparison.Ordinal);
        Assert.Contains("a whole number is expected here; there is 'none'", message, StringComparison.Ordinal);
        Assert.Contains("'sometimes' is none of", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_named_with_what_it_says()
    {
        _folder.Change("summary: Put a block, held in the hand, into a bin that the robot believes to be 2 to 4 cm beside its place.", "");
        Assert.Contains("key 'summary' is missing: one line that says what is to be done", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_predicate_that_refers_to_itself_is_refused()
    {
        _folder.Change("  in_bin:\n    inside: {object: block, of: bin, x: 0.012, y: 0.012, z: [0.03, 0.045]}", "  in_bin: {not: other}\n  other: in_bin");
        Assert.Contains("predicate 'in_bin' refers to itself", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_outside_the_folder_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.Parent, "secret.xml"), "<mujocoinclude/>");
        _folder.Change("room.xml", "../secret.xml", "scene.xml");
        Assert.Contains("leads out of the folder", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_include_each_other_are_refused()
    {
        _folder.Write("one.xml", "<mujocoinclude><include file=\"two.xml\"/></mujocoinclude>");
        _folder.Write("two.xml", "<mujocoinclude><include file=\"one.xml\"/></mujocoinclude>");
        _folder.Change("<include file=\"room.xml\"/>", "<include file=\"room.xml\"/><include file=\"one.xml\"/>", "scene.xml");
        Assert.Contains("'one.xml' is included twice", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_include_that_nobody_has_is_said_with_what_there_is()
    {
        _folder.Change("room.xml", "rooms.xml", "scene.xml");
        Assert.Contains("'rooms.xml' is neither in the folder nor in the library", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_doubles_with_every_line_is_refused_at_once()
    {
        string lines = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]"));
        _folder.Write(TaskFolder.FileName, $"a0: &a0 [x, x]\n{lines}");
        Assert.Contains("task.yaml:1:5: anchors (&) are not read", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_nest_without_end_are_refused()
    {
        _folder.Write(TaskFolder.FileName, "task: " + new string('[', 10_000));
        Assert.Contains("nest deeper than 24 levels", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    public void An_empty_file_is_said_to_be_empty(string text)
    {
        _folder.Write(TaskFolder.FileName, text);
        Assert.Contains("task.yaml:1:1: the file is empty", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused()
    {
        _folder.Write(TaskFolder.FileName, new string('#', 300_000));
        Assert.Contains("at most 262144 are read", _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_is_no_assembly_is_said_with_its_place()
    {
        _folder.Write("parts.dll", "no assembly");
        _folder.Change("scene: scene.xml", "scene: scene.xml\nplugin: parts.dll");
        Assert.Contains("'parts.dll' cannot be loaded", _folder.Refusal(), StringComparison.Ordinal);
    }

}
