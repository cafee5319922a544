# The service and every command of guitu in one image; nothing is fetched when it runs.
#
#   docker build -t guitu .
#   docker run --rm -v guitu-data:/data -v ./plans:/plans:ro guitu build /plans
#   docker run -p 127.0.0.1:8000:8000 -v guitu-data:/data guitu

FROM python:3.12-slim AS made
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY loaders loaders
COPY embeddings embeddings
COPY queries queries
COPY service service
RUN python -m venv /guitu && /guitu/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=made /guitu /guitu
RUN useradd --uid 10001 --create-home guitu && mkdir /data && chown guitu /data
USER guitu
ENV PATH="/guitu/bin:$PATH" GUITU_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/ready', timeout=4)"]
ENTRYPOINT ["guitu"]
CMD ["serve", "--host", "0.0.0.0"]
