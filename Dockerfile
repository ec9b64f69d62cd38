# The trainer with everything its features need; `tabletop doctor` in the container says the same.
#   docker build -t tabletop-trainer .
# How to run it, and what a sandbox in a container needs: docs/how-to/install.md
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY . .
# The image's pip is too old to hold what builds packages to pins: .ci/venv brings the pinned one.
RUN sh .ci/venv python /opt/tabletop \
 && /opt/tabletop/bin/python -m pip install --no-cache-dir --require-hashes \
      --build-constraint .ci/requirements/build.txt -r .ci/requirements/runtime.txt \
 && /opt/tabletop/bin/python -m pip install --no-cache-dir --no-deps \
      --build-constraint .ci/requirements/build.txt .

FROM python:3.11-slim-bookworm
# The packages of sim/needs.py; a test compares them.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      bash \
      bubblewrap \
      curl \
      fonts-noto-cjk \
      fonts-noto-color-emoji \
      jq \
      libharfbuzz-subset0 \
      libpango-1.0-0 \
      libpangoft2-1.0-0 \
      procps \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/tabletop /opt/tabletop
ENV PATH=/opt/tabletop/bin:$PATH
RUN useradd --create-home --shell /bin/bash player
USER player
WORKDIR /home/player
ENTRYPOINT ["tabletop"]
CMD ["--help"]
