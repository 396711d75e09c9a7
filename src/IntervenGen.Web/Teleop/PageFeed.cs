using System.Threading.Channels;

namespace IntervenGen.Web.Teleop;

/// <summary>What waits to be sent to one page: a few texts, all of which count, and pictures, of which the newest count.</summary>
/// <remarks>
/// Never more than it has room for: a page that is slow misses pictures instead of seeing the past, and one that takes not
/// even its texts is dropped. The lane's thread offers pictures and allocates nothing; any thread says texts; one sender takes.
/// </remarks>
internal sealed class PageFeed
{
    /// <summary>Texts that may wait.</summary>
    public const int MaxTexts = 32;

    private const int MaxFrames = 4;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _texts = new(MaxTexts);
    private readonly byte[][] _frames;
    private int _firstFrame;
    private int _frameCount;
    private string? _dropped;

    // One signal stands for everything that came since the last look.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Makes room.</summary>
    /// <param name="frameBytes">Bytes of a picture.</param>
    public PageFeed(int frameBytes)
    {
        _frames = new byte[MaxFrames][];
        for (int i = 0; i < MaxFrames; i++)
            _frames[i] = new byte[frameBytes];
    }

    /// <summary>Why the page is dropped; null while it is not.</summary>
    public string? Dropped
    {
        get
        {
            lock (_lock)
                return _dropped;
        }
    }

    /// <summary>Has a picture sent, in place of the oldest one that waits if there are too many. Allocates nothing.</summary>
    /// <param name="frame">The picture; of the size that was said.</param>
    public void Offer(ReadOnlySpan<byte> frame)
    {
        lock (_lock)
        {
            if (_frameCount == MaxFrames)
            {
                _firstFrame = (_firstFrame + 1) % MaxFrames;
                _frameCount--;
            }

            frame.CopyTo(_frames[(_firstFrame + _frameCount) % MaxFrames]);
            _frameCount++;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Has a text sent; one too many drops the page.</summary>
    public void Say(byte[] text)
    {
        lock (_lock)
        {
            if (_texts.Count < MaxTexts)
                _texts.Enqueue(text);
            else
                _dropped ??= "this page does not read what it is sent";
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Ends the connection once what is being sent is sent.</summary>
    /// <param name="reason">What the page is told, at most 123 bytes.</param>
    public void Drop(string reason)
    {
        lock (_lock)
            _dropped ??= reason;
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there may be something to send.</summary>
    public ValueTask<bool> Wait(CancellationToken gone) => _signal.Reader.ReadAsync(gone);

    /// <summary>Takes the oldest text.</summary>
    public bool TryTakeText(out byte[]? text)
    {
        lock (_lock)
            return _texts.TryDequeue(out text);
    }

    /// <summary>Copies the oldest picture out.</summary>
    public bool TryTakeFrame(byte[] frame)
    {
        lock (_lock)
        {
            if (_frameCount == 0)
                return false;
            _frames[_firstFrame].CopyTo(frame, 0);
            _firstFrame = (_firstFrame + 1) % MaxFrames;
            _frameCount--;
            return true;
        }
    }
}
