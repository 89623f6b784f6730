# syntax=docker/dockerfile:1
# One image for web, worker, beat, relay and migrations; docker-compose.yml says which process runs.

FROM node:22-bookworm-slim AS front
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-progress

FROM python:3.11-slim-bookworm AS packages
WORKDIR /src
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-uv.txt \
 && /venv/bin/uv pip install --no-cache --python /venv/bin/python --require-hashes -r requirements.txt
COPY . .
COPY --from=front /src/node_modules node_modules
# The key signs nothing: neither of the two commands needs one, but the settings refuse to be without.
RUN /venv/bin/python scripts/vendor.py --copy-only \
 && SECRET_KEY=build L2C_STATE_DIR=/tmp/state /venv/bin/python manage.py compile_texts \
 && SECRET_KEY=build L2C_STATE_DIR=/tmp/state L2C_STATIC_ROOT=/src/staticfiles \
      /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
      --ignore '*.map' --ignore redoc --ignore rest_framework \
 && rm -rf node_modules /tmp/state

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin l2c \
 && install -d -o l2c -g l2c -m 0700 /data
COPY --from=packages /venv /venv
COPY --from=packages /src /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    L2C_STATE_DIR=/data L2C_STATIC_ROOT=/app/staticfiles L2C_MEDIA_ROOT=/data/files
USER l2c
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--host", "0.0.0.0", \
     "--port", "8000", "--respawn-failed-workers", "l2cplat.wsgi:application"]
