using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>MuJoCo's compiler in a child process: <c>igen_mj_compile</c>, with limits on time, memory and output.</summary>
/// <remarks>Text and answer go through pipes. The child dies with its parent, and on the parent's SIGTERM and SIGINT.</remarks>
internal static unsafe class MjcfCompiler
{
    /// <summary>Addresses that the compiler may use, MB; MuJoCo and its libraries take 100.</summary>
    private const int MaxMemory = 1024;

    /// <summary>A compiled model's size, MB: while a variant is loaded, that, its bytes and the whole model exist at once.</summary>
    private const int MaxModel = 48;

    /// <summary>Memory of one world, MB; there is one per lane. The built-in tasks' have 12.</summary>
    private const int MaxWorld = 64;

    private const int HeadBytes = 24, MaxText = 4096, MaxOpened = 256 << 10;

    private const string NoAnswer = "its compiler gave no answer";

    private static ReadOnlySpan<byte> Magic => "IGENMJB1"u8;

    /// <summary>Result of a compilation.</summary>
    /// <param name="Model">The model, which the caller disposes of.</param>
    /// <param name="Opened">The files opened, in order, relative to the folder if the model names them so.</param>
    public readonly record struct Answer(MjModel Model, IReadOnlyList<string> Opened);

    /// <summary>Compiles MJCF text as if it were in a folder.</summary>
    /// <param name="xml">The MJCF text.</param>
    /// <param name="folder">Base folder of relative paths; null if they are not to be found.</param>
    /// <param name="limit">Timeout of the compilation.</param>
    /// <exception cref="UsageException">It does not compile; the message says why, without naming the text.</exception>
    /// <exception cref="OperationCanceledException">SIGTERM or SIGINT came meanwhile.</exception>
    public static Answer Run(string xml, string? folder, TimeSpan limit)
    {
        string late = string.Create(CultureInfo.InvariantCulture, $"it takes longer than {MjcfSource.Patience.TotalSeconds} s");
        if (limit <= TimeSpan.Zero)
            throw new UsageException(late);
        Process? started = null;
        bool timedOut = false, cancelled = false;
        void Stop(ref bool reason)
        {
            Volatile.Write(ref reason, true);
            if (Volatile.Read(ref started) is { } running)
                Kill(running);
        }

        Answer? answer = null;
        string? refusal = null;
        int exitCode;
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Stop(ref cancelled)))
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Stop(ref cancelled)))
        using (new Timer(_ => Stop(ref timedOut), null, limit, Timeout.InfiniteTimeSpan))
        using (Process process = Start(folder ?? "", limit))
        {
            // Whoever sees the child may send a signal: it is listened for before there is one.
            Interlocked.Exchange(ref started, process);
            if (Volatile.Read(ref cancelled))
                Kill(process);
            try
            {
                Send(process, xml);
                answer = Receive(process.StandardOutput.BaseStream);
            }
            catch (UsageException exception)
            {
                refusal = exception.Message;
                Kill(process);
            }

            process.WaitForExit();
            exitCode = process.ExitCode;
            Interlocked.Exchange(ref started, null);
        }

        if (answer is { } done)
            return done;
        if (Volatile.Read(ref cancelled))
            throw new OperationCanceledException("stopped while a model was compiled");
        throw new UsageException(refusal ?? (Volatile.Read(ref timedOut) ? late : Died(exitCode, late)));
    }

    private static Process Start(string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(NativeLibraries.Program("igen_mj_compile"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        int seconds = (int)Math.Ceiling(limit.TotalSeconds);
        foreach (object argument in (object[])[Environment.ProcessId, folder, seconds, MaxMemory, MaxModel, MaxWorld])
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        return Process.Start(start)!;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static void Send(Process process, string xml)
    {
        try
        {
            using Stream input = process.StandardInput.BaseStream;
            input.Write(Encoding.UTF8.GetBytes(xml));
        }
        catch (IOException)
        {
            // It has ended before it had read everything: how it ended tells why.
        }
    }

    // igen_answer of native/mujoco/compiler/main.c, then its parts; null where it ended without one.
    private static Answer? Receive(Stream output)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (output.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
            return null;
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(head[Magic.Length..]);
        (int status, int text, int opened, int model) = (lengths[0], lengths[1], lengths[2], lengths[3]);
        if (!head.StartsWith(Magic) || text is < 0 or > MaxText || opened is < 0 or > MaxOpened || model is < 0 or > MaxModel << 20)
            throw new UsageException(NoAnswer);
        byte[] words = new byte[text + opened];
        if (output.ReadAtLeast(words, words.Length, throwOnEndOfStream: false) < words.Length)
            return null;
        if (status != 0)
            throw new UsageException(Encoding.UTF8.GetString(words, 0, text));
        string paths = Encoding.UTF8.GetString(words, text, opened);
        return Load(output, model) is { } loaded ? new Answer(loaded, paths.Split('\0', StringSplitOptions.RemoveEmptyEntries)) : null;
    }

    // Not in managed memory, which would keep tens of megabytes until the next collection of everything.
    private static MjModel? Load(Stream output, int length)
    {
        byte* bytes = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            var model = new Span<byte>(bytes, length);
            if (output.ReadAtLeast(model, length, throwOnEndOfStream: false) < length)
                return null;
            return MjModel.FromBinary(model);
        }
        catch (NativeException exception)
        {
            throw new UsageException($"{NoAnswer} that can be used: {exception.Message}", exception);
        }
        finally
        {
            NativeMemory.Free(bytes);
        }
    }

    // A process that was killed by signal n has the exit code 128 + n.
    private static string Died(int exitCode, string late) => exitCode switch
    {
        128 + 14 or 128 + 24 => late,
        128 + 6 => $"MuJoCo's compiler gave it up (SIGABRT), as it does without memory: it may use {MaxMemory} MB",
        128 + 7 => "MuJoCo's compiler crashed on it (SIGBUS)",
        128 + 8 => "MuJoCo's compiler crashed on it (SIGFPE)",
        128 + 11 => "MuJoCo's compiler crashed on it (SIGSEGV)",
        _ => $"MuJoCo's compiler ended on it with code {exitCode}",
    };
}
