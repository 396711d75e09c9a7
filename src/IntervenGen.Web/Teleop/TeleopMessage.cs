using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Web.Teleop;

/// <summary>What a driver's message says.</summary>
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
}

/// <summary>One message of the driver's page, checked.</summary>
/// <param name="Verb">What is wanted.</param>
/// <param name="Twist">Six numbers in [−1, 1]: translation and rotation, world axes, in units of an action.</param>
/// <param name="Gripper">+1 close, −1 open, 0 hold.</param>
/// <param name="Frame">Number of the last picture the driver has seen.</param>
internal readonly record struct TeleopMessage(TeleopVerb Verb, float[] Twist, float Gripper, long Frame)
{
    private const int MostBytes = 4096;
    private static readonly float[] s_still = new float[6];

    /// <summary>Reads a message.</summary>
    /// <exception cref="UsageException">It is not one; the message says what is wrong with it.</exception>
    public static TeleopMessage Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Length > MostBytes)
            throw new UsageException($"the message has {text.Length} bytes; at most {MostBytes} are read");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
                throw new UsageException("the message is no object with a 'type'");
            string word = type.GetString()!;
            if (!Enum.TryParse(word, ignoreCase: true, out TeleopVerb verb) || !char.IsLetter(word[0]))
                throw new UsageException($"unknown message '{word}'; did you mean '{NearestName.Of(word, Enum.GetNames<TeleopVerb>()).ToLowerInvariant()}'?");
            return verb == TeleopVerb.Drive
                ? new TeleopMessage(verb, Twist6(root), Number(root, "gripper"), root.TryGetProperty("frame", out JsonElement frame) && frame.TryGetInt64(out long seen) ? seen : -1)
                : new TeleopMessage(verb, s_still, 0, -1);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"the message is not JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException($"the message has a value of the wrong kind: {exception.Message}", exception);
        }
    }

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
