using IntervenGen.Tasks.Folders;

namespace IntervenGen.Fuzz.Targets;

/// <summary>Reads a folder's <c>task.yaml</c>, as far as that goes without its scene.</summary>
internal sealed class TaskFileTarget(string place) : FuzzTarget
{
    private readonly string _folder = Path.Combine(place, "task");

    public override string Name => "task-file";

    public override bool Run(byte[] input)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, TaskFolder.FileName), input);
        try
        {
            TaskFolder read = TaskFolder.Read(_folder);
            if (read.HasOperator)
                read.CreateOperator();
            return true;
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        string template = Path.Combine(place, "template");
        TaskTemplate.Write(template);
        byte[] bytes = File.ReadAllBytes(Path.Combine(template, TaskFolder.FileName));
        Directory.Delete(template, recursive: true);
        yield return bytes;
        yield return "task: a\nsummary: b\nscene: c.xml\nobjects: {x: {body: x}}\nstart: {places: {x: {on: table}}}\n"u8.ToArray();
    }
}
