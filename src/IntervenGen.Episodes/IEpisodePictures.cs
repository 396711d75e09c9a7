namespace IntervenGen.Episodes;

/// <summary>Pictures of one camera beside a store's episodes, as an export takes them. One thread at a time.</summary>
public interface IEpisodePictures
{
    /// <summary>Name of the camera, such as <c>agentview</c>.</summary>
    string Camera { get; }

    /// <summary>Width of a picture, pixels.</summary>
    int Width { get; }

    /// <summary>Height of a picture, pixels.</summary>
    int Height { get; }

    /// <summary>Reads the pictures of some steps of an episode: of the state before each step's action.</summary>
    /// <param name="episode">Index of the episode in the store.</param>
    /// <param name="step">The first step.</param>
    /// <param name="rgb">Result: pictures one behind the other, shape [steps, height, width, 3], top row first.</param>
    void Read(int episode, int step, Span<byte> rgb);
}
