using System.Security.Cryptography;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Tasks.Folders;

/// <summary>Copies of task folders: taken when a task is opened, put back where something that was made with one is used.</summary>
internal static class FolderCopy
{
    // Of meshes and textures together: a manifest or checkpoint that carries more would be slow to open.
    private const int MaxCarried = 8 << 20;

    /// <summary>Copies the files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Paths of its files within it.</param>
    /// <param name="assembly">Path of the task's assembly within it, which is hashed and not carried; null for none.</param>
    /// <exception cref="UsageException">A file leads out of the folder or cannot be read.</exception>
    public static TaskSource Take(DiskFiles folder, IEnumerable<string> files, string? assembly)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var carried = new SortedDictionary<string, string>(StringComparer.Ordinal);
        long size = 0;
        foreach (string file in files.Append(assembly).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            byte[] bytes = Read(folder, file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
            if (file == assembly || (size += bytes.Length) > MaxCarried)
                continue;
            carried[file] = TextOf(bytes);
        }

        return new TaskSource(Convert.ToHexStringLower(hash.GetHashAndReset())[..16], carried);
    }

    /// <summary>Puts a copy into a folder of this user's cache, or finds it there.</summary>
    /// <exception cref="UsageException">The copy names files that lead out of it, or no folder can be written.</exception>
    public static string Put(TaskSource source)
    {
        string cache = CacheFolder.Candidates().FirstOrDefault()
            ?? throw new UsageException("this user has no home folder for the task's copy; set XDG_CACHE_HOME");
        string parent = Path.Combine(cache, "intervengen", "tasks");
        string folder = Path.Combine(parent, $"{SafeName(source.Hash)}-{Digest(source)}");
        if (TaskFolder.Is(folder))
            return folder;
        string unfinished = $"{folder}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(unfinished);
            var target = new DiskFiles(unfinished);
            foreach ((string file, string content) in source.Files)
            {
                string path = target.Inside(file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, BytesOf(content));
            }

            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (TaskFolder.Is(folder))
        {
            // Another process was faster.
            Directory.Delete(unfinished, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException($"the task's copy cannot be put into '{folder}': {exception.Message}", exception);
        }

        return folder;
    }

    private static byte[] Read(DiskFiles folder, string file)
    {
        string path = folder.Inside(file);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static string TextOf(byte[] bytes)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            if (!text.Contains('\0', StringComparison.Ordinal) && !text.StartsWith(TaskSource.Base64, StringComparison.Ordinal))
                return text;
        }
        catch (DecoderFallbackException)
        {
        }

        return TaskSource.Base64 + Convert.ToBase64String(bytes);
    }

    private static byte[] BytesOf(string content) => content.StartsWith(TaskSource.Base64, StringComparison.Ordinal)
        ? Convert.FromBase64String(content[TaskSource.Base64.Length..])
        : Encoding.UTF8.GetBytes(content);

    // Of what is carried: the hash that it claims is somebody else's word.
    private static string Digest(TaskSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string file, string content) in source.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\0{content}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string SafeName(string hash) => new([.. hash.Where(char.IsAsciiHexDigitLower).Take(16)]);
}
