namespace IntervenGen.Tasks.Folders;

/// <summary>The files of a task's folder: on disk, in this assembly, or in a dataset.</summary>
internal interface ITaskFiles
{
    /// <summary>The folder, for messages: its path, or the task's name.</summary>
    string Name { get; }

    /// <summary>The folder on disk; null where there is none.</summary>
    string? Path { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="file">Its path in the folder, with forward slashes.</param>
    /// <exception cref="Core.UsageException">There is no such file, or it is not a text of reasonable size.</exception>
    string Read(string file);
}
