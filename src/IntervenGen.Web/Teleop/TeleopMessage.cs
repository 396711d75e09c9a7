using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Web.Teleop;

/// <summary>Kind of a driver's message.</summary>
internal enum TeleopVerb
{
    Drive,
    Start,
    Take,
    Hand,
    Recover,
    Hold,
    Finish,
    Discard,

    /// <summary>Asks for an answer at once, so that a page knows how long its line takes; anybody may.</summary>
    Ping,
}

/// <summary>One validated message from the driver's page.</summary>
/// <param name="Verb">What is wanted.</param>
/// <param name="Twist">Six numbers in [−1, 1]: translation and rotation, world axes, in units of an action.</param>
/// <param name="Gripper">+1 close, −1 open, 0 hold.</param>
/// <param name="Frame">Number of the last picture the driver has seen.</param>
internal readonly record struct TeleopMessage(TeleopVerb Verb, float[] Twist, float Gripper, long Frame)
{
    private const int MaxBytes = 4096, MaxWordLength = 20;

    private static readonly string[] s_words = [.. Enum.GetNames<TeleopVerb>().Select(name => name.ToLowerInvariant())];
    private static readonly float[] s_still = new float[6];

    /// <summary>Parses a message from arbitrary bytes.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">What is wrong with it otherwise.</param>
    public static bool TryParse(ReadOnlyMemory<byte> text, out TeleopMessage message, [NotNullWhen(false)] out string? fault)
    {
        message = default;
        if (text.Length > MaxBytes)
        {
            fault = $"the message has {text.Length} bytes; at most {MaxBytes} are read";
            return false;
        }

        try
        {
            using JsonDocument document = StrictJson.Parse(text);
            message = Read(document.RootElement);
            fault = null;
            return true;
        }
        catch (UsageException exception)
        {
            fault = exception.Message;
        }
        catch (JsonException exception)
        {
            fault = $"the message is not JSON: {exception.Message}";
        }
        catch (InvalidOperationException exception)
        {
            fault = $"the message has a value of the wrong kind: {exception.Message}";
        }

        return false;
    }

    private static TeleopMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("type", out JsonElement type)
            || type.ValueKind != JsonValueKind.String)
        {
            throw new UsageException("the message is no object with a 'type'");
        }

        string word = type.GetString()!;
        int verb = Array.IndexOf(s_words, word);
        if (verb < 0)
        {
            throw new UsageException(word.Length <= MaxWordLength
                ? $"unknown message '{word}'; did you mean '{NearestName.Of(word, s_words)}'?"
                : "unknown message, and a long one");
        }

        return (TeleopVerb)verb == TeleopVerb.Drive
            ? new TeleopMessage(TeleopVerb.Drive, Twist6(root), Number(root, "gripper"), SeenFrame(root))
            : new TeleopMessage((TeleopVerb)verb, s_still, 0, -1);
    }

    private static long SeenFrame(JsonElement root) =>
        root.TryGetProperty("frame", out JsonElement frame) && frame.TryGetInt64(out long seen) ? seen : -1;

    private static float[] Twist6(JsonElement root)
    {
        if (!root.TryGetProperty("twist", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 6)
            throw new UsageException("'twist' must be six numbers");
        return [.. list.EnumerateArray().Select(element => Checked(element, "twist"))];
    }

    private static float Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement element) ? Checked(element, name) : throw new UsageException($"'{name}' is missing");

    private static float Checked(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out float value) && float.IsFinite(value)
            ? Math.Clamp(value, -1, 1)
            : throw new UsageException($"'{name}' holds {element.GetRawText()}, which is not a number");
}
