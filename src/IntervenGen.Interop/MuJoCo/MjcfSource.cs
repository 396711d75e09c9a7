using System.Security.Cryptography;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>MJCF text with its origin and the way it is compiled.</summary>
/// <remarks>
/// Our own text is compiled in this process. What somebody else wrote is compiled in a child process with limits, as if it stood in its
/// own folder: whatever MuJoCo's compiler does with it ends there, and nothing is written to disk. Any thread.
/// </remarks>
public sealed class MjcfSource
{
    /// <summary>Timeout for opening a custom model: its text, and the variants of it that are compiled next.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly bool _own;
    private readonly string? _folder;
    private readonly Lock _lock = new();
    private IReadOnlyList<OpenedFile>? _opened;

    // When the text was last compiled, from which the variants' time counts.
    private Deadline? _deadline;

    private MjcfSource(string xml, string origin, bool own, string? folder)
    {
        ArgumentNullException.ThrowIfNull(xml);
        ArgumentNullException.ThrowIfNull(origin);
        Xml = xml;
        Origin = origin;
        _own = own;
        _folder = folder;
    }

    /// <summary>The MJCF text, with includes resolved.</summary>
    public string Xml { get; }

    /// <summary>Origin of the text, for messages.</summary>
    public string Origin { get; }

    /// <summary>
    /// First 16 hex digits of a SHA-256: of the text alone, or, where compiling it opens files, of the text and of each file's name
    /// in it and content. Two models with different hashes are different physics, and the folder they lie in does not count.
    /// </summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes(Xml));
            foreach (OpenedFile file in Opened())
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"\0{file.Path}\0"));
                hash.AppendData(file.Digest);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        }
    }

    /// <summary>Trusted text that is built into this program.</summary>
    public static MjcfSource Own(string xml, string origin) => new(xml, origin, true, null);

    /// <summary>Custom text without a folder: files that it refers to by relative paths are not found.</summary>
    public static MjcfSource Given(string xml, string origin) => new(xml, origin, false, null);

    /// <summary>Custom text as if it stood in a folder: includes and assets are found relative to it, as in MuJoCo.</summary>
    /// <exception cref="UsageException">A file that it includes cannot be read or used.</exception>
    public static MjcfSource InFolder(string xml, string origin, string folder) =>
        new(MjcfIncludes.Resolve(xml, Path.GetFullPath(folder)), origin, false, Path.GetFullPath(folder));

    /// <summary>The files that compiling the text opens, by the paths that the text has for them; compiles it if that was not done
    /// yet.</summary>
    public IReadOnlyList<string> OpenedFiles => [.. Opened().Select(file => file.Path)];

    /// <summary>Reads a custom file; includes and assets are found relative to it, as in MuJoCo.</summary>
    /// <exception cref="UsageException">It, or a file it includes, cannot be read or used.</exception>
    public static MjcfSource Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new MjcfSource(MjcfIncludes.Resolve(MjcfText.Read(path), folder), Path.GetFileName(path), false, folder);
    }

    /// <summary>Another text in this one's place: of the same origin, trusted as this one, and finding the same files.</summary>
    public MjcfSource WithText(string xml) => new(xml, Origin, _own, _folder);

    /// <summary>Compiles the text to a model.</summary>
    /// <exception cref="UsageException">The text does not compile, or not within the limits for custom models.</exception>
    /// <exception cref="OperationCanceledException">The process was told to stop meanwhile.</exception>
    public MjModel Compile()
    {
        if (_own)
            return MjModel.FromXml(Xml, Origin);
        _deadline = new Deadline(Patience);
        return CompileGiven(Xml, keepOpened: true);
    }

    /// <summary>Compiles a variant of the text as if it were in the text's place.</summary>
    /// <inheritdoc cref="Compile()"/>
    public MjModel Compile(string variant) => _own ? MjModel.FromXml(variant, Origin) : CompileGiven(variant, keepOpened: false);

    private MjModel CompileGiven(string xml, bool keepOpened)
    {
        Deadline deadline = _deadline ??= new Deadline(Patience);
        try
        {
            MjcfCompiler.Answer answer = MjcfCompiler.Run(xml, _folder, deadline.Left);
            if (keepOpened)
                Keep(answer.Opened);
            return answer.Model;
        }
        catch (Exception exception) when (exception is UsageException or IOException or UnauthorizedAccessException)
        {
            throw MjModel.DoesNotCompile(Origin, exception.Message);
        }
    }

    private IReadOnlyList<OpenedFile> Opened()
    {
        if (_own)
            return [];
        lock (_lock)
        {
            if (_opened is null)
                Compile().Dispose();
            return _opened!;
        }
    }

    private void Keep(IReadOnlyList<string> paths)
    {
        lock (_lock)
            _opened ??= [.. paths.Distinct().Order(StringComparer.Ordinal).Select(path => OpenedFile.Of(path, _folder))];
    }

    /// <summary>A file that MuJoCo opened, by the path that the model has for it.</summary>
    private sealed record OpenedFile(string Path, byte[] Digest)
    {
        // With a folder, MuJoCo worked in it; without one it opened absolute paths alone.
        public static OpenedFile Of(string path, string? folder)
        {
            using FileStream stream = File.OpenRead(folder is null ? path : System.IO.Path.Combine(folder, path));
            return new OpenedFile(path, SHA256.HashData(stream));
        }
    }
}
