using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Learning.Onnx;

/// <summary>An ONNX model, loaded into ONNX Runtime.</summary>
/// <remarks>
/// The runtime is native code of its own and reads the file by itself. It computes in the thread that asks it, alone. Any number of
/// threads may ask.
/// </remarks>
internal sealed class OnnxModel : IModel
{
    private const long MaxBytes = 1L << 30;

    private OnnxModel(string path, byte[] bytes, InferenceSession session)
    {
        Path = path;
        Session = session;
        Digest = Convert.ToHexStringLower(XxHash128.Hash(bytes));
        Signature = OnnxSignature.Of(session, $"'{path}'");
        Origin = ModelOrigin.Parse(session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(ModelOrigin.Key), $"'{path}'");
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The runtime's session.</summary>
    public InferenceSession Session { get; }

    /// <summary>Which input and output is what.</summary>
    public OnnxSignature Signature { get; }

    /// <inheritdoc/>
    public ModelOrigin Origin { get; }

    /// <inheritdoc/>
    public string Digest { get; }

    /// <inheritdoc/>
    public string Words => $"{Signature.Observation} to {Signature.Action}";

    /// <inheritdoc/>
    public long Parameters => 0;

    /// <inheritdoc/>
    public int Width => Signature.Width;

    /// <inheritdoc/>
    public int ActionSize => Signature.ActionSize;

    /// <inheritdoc/>
    public bool IsMixture => Signature.Logits is not null;

    /// <inheritdoc/>
    public int Modes => Signature.Modes;

    /// <inheritdoc/>
    public bool IsOneRow => Signature.IsOneRow;

    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States => Signature.States;

    /// <summary>Loads a model.</summary>
    /// <exception cref="UsageException">It does not exist, is not a policy, or ONNX Runtime is not installed.</exception>
    /// <exception cref="EpisodeFormatException">The runtime cannot read it.</exception>
    public static OnnxModel Load(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"there is no policy '{path}'");
        byte[] bytes;
        using (SafeFileHandle file = RegularFile.Open(path))
        {
            long size = RandomAccess.GetLength(file);
            bytes = size <= MaxBytes ? RegularFile.ReadStart(file, size)
                : throw new UsageException($"'{path}' has {size} bytes; models of at most {MaxBytes} are read");
        }

        if (OnnxExternalData.Find(bytes) is { } elsewhere)
            throw new UsageException($"'{path}' has weights in another file ('{elsewhere}'); save it as one file");
        InferenceSession? session = null;
        try
        {
            OnnxRuntimeLibrary.Install();
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            session = new InferenceSession(bytes, options);
            return new OnnxModel(path, bytes, session);
        }
        catch (OnnxRuntimeException exception)
        {
            string reason = exception.Message.ReplaceLineEndings(" ");
            throw new EpisodeFormatException($"'{path}' is not a model that ONNX Runtime reads: {reason}", exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new UsageException(
                $"'{path}' needs ONNX Runtime, which is not on this machine: in a source tree run tools/setup --onnx, or put " +
                $"libonnxruntime.so of the package Microsoft.ML.OnnxRuntime {OnnxRuntimeLibrary.Version} beside this program", exception);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelBatch CreateBatch(int rows) => new OnnxBatch(this, rows);

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();
}
